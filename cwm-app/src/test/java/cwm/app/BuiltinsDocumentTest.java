package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.Golden;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.builtin.Description;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `docs/BUILTINS.md` and `cwm --builtins` are what the table of builtins says. With
/// `-Dcwm.golden.rewrite=true` the document is written.
class BuiltinsDocumentTest {
  private static final List<Description> BUILTINS = Builtins.standard().descriptions();

  private static final String HEAD =
      """
      # Builtins

      This page is made from the table of builtins in `cwm.reasoner.builtin`; `BuiltinsDocumentTest` says how. `cwm --builtins` prints the same.

      A builtin is a predicate that is computed, not looked up, where it stands in the body of a rule: `{ ?x :age ?a . ?a math:greaterThan 17 } => { ?x a :Adult } .`
      In facts and in the heads of rules it is a predicate like any other.

      - **Modes** say how subject and object may be given: `+` must be known, `?` may be a variable that the builtin binds; of a list the same is said of
        its members. A builtin is put off until other parts of the body have bound what it needs; if nothing does, the rule cannot fire.
      - **Operands** of a wrong type give no answer, and never end a run. Where the object is known, it is compared with what is computed: numbers by
        value, all else as terms.
      - **Bounds**: texts have at most 16,777,216 characters, numbers 100,000 digits; what would be longer, or have millions of answers, has no answer.
      - **Source**: a section of the W3C Community Group's report "Notation3 Builtin Functions" (2023-07-03), the engine that brought the
        builtin (EYE, cwm), or another document.

      Own builtins are added in Java: `examples/own-builtin` shows how.
      """;

  private static final String LEFT_OUT =
      """

      ## Not computed

      | name | why |
      |---|---|
      | `log:outputString` | it is data: rules conclude it, and `--strings` prints the objects in the order of their subjects |
      | `log:implies`, `log:isImpliedBy` | they are rules, where they are stated; in a body they match rules that are stated |
      | `log:vars` | the names of what a formula binds carry no meaning |
      | `log:reification` | `graph:list`, `log:graph` and `log:triple` take formulas apart and put them together, without a vocabulary of its own |
      | `os:baseAbsolute`, `os:baseRelative` | they go by the directory that cwm was started in; relative IRIs of documents are resolved against these |
      | `log:supports`, `log:filter`, `log:notIncludesWithBuiltins` | `log:conclusion` and `log:includes` together say the first, a rule of its own or `--filter` the second, and over the store builtins in patterns are computed anyway |
      | `log:definitiveDocument`, `log:definitiveService` | they have cwm look for facts elsewhere while rules run (`--mode=s`); `log:semantics` does it where a rule asks for it |
      | `crypto:sign`, `crypto:verify`, `crypto:verifyBoolean`, `crypto:publicKey`, `crypto:keyLength` | only cwm had them, for a kind of key that nobody uses now |
      | `set:in`, `set:member`, `set:union` and others of `set:` | they are for the sets `{$ ... $}` of cwm, which the N3 Community Group's report does not have; `list:setEqualTo`, `list:unique` and `list:in` do it for lists |
      """;

  @Test
  void documentIsWhatTheTableSays() {
    var text = new StringBuilder(HEAD);
    String namespace = "";
    for (Description builtin : BUILTINS) {
      String prefix = builtin.name().substring(0, builtin.name().indexOf(':'));
      if (!prefix.equals(namespace)) {
        namespace = prefix;
        String iri =
            builtin
                .iri()
                .substring(
                    0, builtin.iri().length() - (builtin.name().length() - prefix.length() - 1));
        text.append("\n## `").append(prefix).append(":`\n\n`").append(iri).append("`\n\n");
        text.append(
            "| builtin | modes | subject; object | example | source |\n|---|---|---|---|---|\n");
      }
      text.append(row(builtin));
    }
    Golden.check(CommandRun.ROOT.resolve("docs/BUILTINS.md"), text.append(LEFT_OUT).toString());
  }

  @Test
  void commandPrintsAllOfThem() {
    CommandRun run = CommandRun.of("--builtins");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("Builtins: ")
        .contains(
            """

            math:difference  + ?, (+ ... ?) +
                two numbers, one may be unbound; first minus second  [W3C §4.2.8]
                e.g. (7 2) math:difference 5
                as in cwm, `(7 ?x) math:difference 5` gives 2

            """);
    assertThat(BUILTINS)
        .allSatisfy(builtin -> assertThat(run.out()).contains("\n" + builtin.name() + "  "));
  }

  private static String row(Description builtin) {
    String remark = builtin.remark().isEmpty() ? "" : " (" + builtin.remark() + ")";
    return "| `%s` | `%s` | %s | %s | %s |\n"
        .formatted(
            builtin.name(),
            builtin.modes(),
            cell(builtin.summary() + remark),
            "`" + cell(builtin.example()) + "`",
            builtin.source());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
