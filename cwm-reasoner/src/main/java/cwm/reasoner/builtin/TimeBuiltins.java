package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.TIME;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// The entries of `time:`.
final class TimeBuiltins {
  static final List<BuiltinDefinition> ALL =
      List.of(
          TIME.function(
                  "gmTime",
                  "format of a time, or the empty string; the time of the run by it, in UTC",
                  TimeBuiltins::gmTime)
              .perJob()
              .from("cwm")
              .showing("\"%H o'clock\" time:gmTime \"21 o'clock\""));

  private TimeBuiltins() {}

  private static void gmTime(Operands operands, Answers answers) {
    String format = TermText.of(operands.dictionary(), operands.subject());
    if (format != null) {
      var now = Instant.ofEpochMilli(operands.nowMillis()).atOffset(ZoneOffset.UTC);
      StringShapes.answerText(operands, TimeFormat.format(format, now), answers);
    }
  }
}
