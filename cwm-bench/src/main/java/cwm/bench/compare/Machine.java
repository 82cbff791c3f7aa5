package cwm.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What the figures depend on besides the engines.
///
/// @param root the checkout of the command
record Machine(Path root) {

  /// Processor, cores, memory, JDK, date and load, in one line.
  String line() {
    return "%s, %d cores, %s, JDK %s, %s, load %s"
        .formatted(
            field("/proc/cpuinfo", "model name", "processor unknown"),
            Runtime.getRuntime().availableProcessors(),
            memory(),
            Runtime.version(),
            LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MINUTES),
            load());
  }

  /// The load averages of the last 1, 5 and 15 minutes.
  static String load() {
    return String.join(" ", List.of(firstLine("/proc/loadavg").split(" ")).subList(0, 3));
  }

  /// The commit of the checkout, and whether it has been changed since.
  String revision() {
    String printed =
        Shell.text(
            List.of(
                "git", "-C", root.toString(), "describe", "--always", "--dirty", "--abbrev=10"));
    return printed.isBlank() ? "unknown" : printed.strip();
  }

  private static String memory() {
    String kib = field("/proc/meminfo", "MemTotal", "0 kB").replace(" kB", "");
    return "%.1f GiB".formatted(Double.parseDouble(kib) / (1 << 20));
  }

  private static String field(String file, String name, String otherwise) {
    return lines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }

  private static String firstLine(String file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? "- - -" : lines.getFirst();
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException _) {
      return List.of();
    }
  }
}
