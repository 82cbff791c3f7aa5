package cwm.bench.compare;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Writes Markdown as figures come, and keeps remarks for the end.
final class Report {
  private final PrintStream out;
  private final List<String> remarks = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  /// What was measured where.
  void head(String title, Machine machine, CwmEngine ours) {
    out.printf("# %s%n%n", title);
    out.printf("- machine: %s%n", machine.line());
    out.printf("- cwm: revision %s; JVM flags: %s%n", machine.revision(), flags(ours));
  }

  private static String flags(CwmEngine ours) {
    return ours.javaFlags().stream().map(flag -> "`" + flag + "`").collect(Collectors.joining(" "));
  }

  /// A line of the list under the title.
  void item(String text) {
    out.println("- " + text);
  }

  /// Starts a table.
  void table(String... columns) {
    out.println();
    row(columns);
    row(Arrays.stream(columns).map(_ -> "---").toArray(String[]::new));
  }

  void row(String... cells) {
    out.println("| " + String.join(" | ", cells) + " |");
  }

  /// Something to be said below the table; progress shows it at once.
  void remark(String text) {
    System.err.println("compare: " + text);
    remarks.add(text);
  }

  /// Prints the remarks and the load at the end.
  void end() {
    out.println();
    remarks.stream().distinct().forEach(this::item);
    item("load at the end: " + Machine.load());
  }
}
