package cwm.app.config;

import java.util.Optional;

/// Writes what is in force as a configuration file, each value with where it comes from. Read
/// again, it gives the same configuration, once its secrets are filled in.
public final class ConfigurationText {
  private ConfigurationText() {}

  public static String of(Configuration configuration) {
    var out = new StringBuilder();
    Optional<String> file = configuration.file();
    comment(
        file.isPresent()
            ? "The configuration in force, with the file " + file.get()
            : "The configuration in force; no file, since there is none of "
                + configuration.files(),
        out);
    for (Section section : Section.values()) {
      out.append('\n').append(section).append('\n');
      for (Key<?> key : section.keys()) {
        write(key, configuration.settings(), out);
      }
    }
    return out.toString();
  }

  private static <T> void write(Key<T> key, Settings settings, StringBuilder out) {
    Optional<T> value = settings.find(key);
    if (value.isEmpty()) {
      comment(key.name() + " is not set: " + key.whenUnset().replace("`", ""), out);
      return;
    }
    out.append(key.name()).append(" = ").append(key.kind().toToml(value.get())).append(' ');
    comment(settings.origin(key).toString(), out);
  }

  /// Whatever a file is called, a comment ends with its line.
  private static void comment(String text, StringBuilder out) {
    out.append("# ").append(text.replaceAll("\\p{Cntrl}", "?")).append('\n');
  }
}
