package cwm.app;

import cwm.app.config.SecurityConfig;
import java.util.List;
import java.util.Map;

/// What inputs and rules may reach: as `[security]` says, and `--mode` for one run.
///
/// @param web beginnings of IRIs that may be read from the web
/// @param files whether rules may read files; inputs always may
/// @param environment whether rules may see the variables of the process
record Permissions(List<String> web, boolean files, boolean environment) {
  static final Permissions NONE = new Permissions(List.of(), false, false);

  Permissions {
    web = List.copyOf(web);
  }

  /// @throws UsageException for a mode that does not exist
  static Permissions of(SecurityConfig security, Options options) {
    boolean all = reads(options.mode);
    return new Permissions(
        all ? List.of("http://", "https://") : security.webAllow(),
        all || security.filesystem(),
        security.os());
  }

  private static boolean reads(String mode) {
    String unknown = mode.replace("r", "");
    if (!unknown.isEmpty()) {
      throw new UsageException(
          "unknown mode '%s' in --mode=%s; there is r, for reading documents"
              .formatted(unknown.charAt(0), mode));
    }
    return !mode.isEmpty();
  }

  boolean mayRead(String iri) {
    return web.stream().anyMatch(iri::startsWith);
  }

  Map<String, String> visibleEnvironment() {
    return environment ? System.getenv() : Map.of();
  }
}
