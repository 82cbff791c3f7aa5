package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.OS;

import java.util.List;
import java.util.regex.Pattern;

/// The entries of `os:`, which see what the user hands over and allows.
final class OsBuiltins {
  static final List<BuiltinDefinition> ALL =
      List.of(
          OS.function(
                  "argv",
                  "number of an argument behind --with, from 1; the argument",
                  OsBuiltins::argument)
              .from("cwm")
              .showing("\"1\" os:argv \"first\"")
              .perJob(),
          OS.function("environ", "name of an environment variable; its value", OsBuiltins::variable)
              .from("cwm")
              .showing("\"LANG\" os:environ \"en\"")
              .remark("only with `[security] os = true`")
              .perJob());

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  private OsBuiltins() {}

  private static void argument(Operands operands, Answers answers) {
    String number = TermText.of(operands.dictionary(), operands.subject());
    if (number != null && NUMBER.matcher(number).matches()) {
      List<String> arguments = operands.context().world().arguments();
      int index = Integer.parseInt(number) - 1;
      if (index < arguments.size()) {
        StringShapes.answerText(operands, arguments.get(index), answers);
      }
    }
  }

  private static void variable(Operands operands, Answers answers) {
    String name = TermText.of(operands.dictionary(), operands.subject());
    String value = name == null ? null : operands.context().world().environment().get(name);
    if (value != null) {
      StringShapes.answerText(operands, value, answers);
    }
  }
}
