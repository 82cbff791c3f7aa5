package cwm.app.server;

import java.util.List;
import java.util.Locale;

/// Whose pages may use a server from within a browser (`Origin`, Fetch §3.2).
///
/// What is no page sends no origin and is not asked for one. A page of the server's own may do all.
///
/// @param allowed other origins; `*` among them lets all pages read
record Origins(List<String> allowed) {
  private static final String ALL = "*";

  Origins {
    allowed = List.copyOf(allowed);
  }

  /// Whether a page is the server's own.
  ///
  /// @param host by which the server was reached, as the header has it
  static boolean isOwn(String origin, String host) {
    return origin.replaceFirst("^https?://", "").equalsIgnoreCase(host.strip());
  }

  /// Whether pages of another origin may send a request.
  boolean allows(String origin, boolean isReading) {
    return allowed.contains(origin.toLowerCase(Locale.ROOT))
        || (isReading && allowed.contains(ALL));
  }
}
