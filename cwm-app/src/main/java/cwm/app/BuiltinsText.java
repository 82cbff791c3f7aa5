package cwm.app;

import cwm.app.config.Spelling;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.builtin.Description;
import java.util.List;

/// The table of builtins as text for people: for each a line with its name, its modes, what its
/// operands are and where it is from, and below it an example and a remark.
final class BuiltinsText {
  private static final String HEAD =
      """
      Builtins: predicates that are computed, not looked up.

      Behind the name it says how subject and object may be given: + must be known, ? may be a
      variable that the builtin binds; of a list the same is said of its members. Then comes what
      they are, and who defined it: a section of the W3C report "Notation3 Builtin Functions"
      (2023-07-03), an engine, or another document. Operands of a wrong type give no answer.
      """;

  private BuiltinsText() {}

  static String of(List<Description> builtins) {
    var text = new StringBuilder(HEAD);
    for (Description builtin : builtins) {
      text.append('\n').append(builtin.name()).append("  ").append(builtin.modes()).append('\n');
      text.append("    ").append(builtin.summary());
      if (!builtin.source().isEmpty()) {
        text.append("  [").append(builtin.source()).append(']');
      }
      text.append('\n');
      line("e.g. ", builtin.example(), text);
      line("", builtin.remark(), text);
    }
    return text.toString();
  }

  /// What there is to say of a predicate that looks like a builtin's and is none.
  ///
  /// @param iri in a namespace of builtins
  static String unknown(String iri) {
    String name = Builtins.shortName(iri);
    List<String> known =
        Builtins.installed().descriptions().stream().map(Description::name).toList();
    String hint =
        Spelling.nearest(name, known)
            .map(nearest -> "did you mean " + nearest + "?")
            .orElse("cwm --builtins lists what there is");
    return "%s is no builtin, and no fact has it for its predicate; %s".formatted(name, hint);
  }

  private static void line(String label, String content, StringBuilder text) {
    if (!content.isEmpty()) {
      text.append("    ").append(label).append(content).append('\n');
    }
  }
}
