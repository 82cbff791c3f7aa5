package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Reads the comments above the entries of the table: `// where it is from. ` and a statement.
class EntryCommentsTest {
  private static final Pattern COMMENT =
      Pattern.compile(
          "(?m)^ +// (§4\\.\\d\\.\\d+|EYE|cwm|RDF Schema §\\d\\.\\d\\.\\d)\\. `([^`]+)`");

  // Set by Maven; elsewhere the tests' working directory is the module's.
  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", ""), "src/main/java/cwm/reasoner/builtin");

  @Test
  void everyEntrySaysWhereItIsFromAndShowsAStatementThatHolds() throws IOException {
    List<String> shown = new ArrayList<>();
    for (BuiltinCase example : examples()) {
      BuiltinDefinition builtin = Builtins.standard().find(example.iri()).orElseThrow();
      var operands =
          new CaseOperands(new TermDictionary(), example.call().subject(), example.call().object());
      assertThat(operands.answersOf(builtin.builtin())).as(example.toString()).hasSize(1);
      shown.add(builtin.name());
    }
    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(
            Builtins.standard().all().stream().map(BuiltinDefinition::name).toList());
  }

  private static List<BuiltinCase> examples() throws IOException {
    List<BuiltinCase> examples = new ArrayList<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(file -> file.toString().endsWith("Builtins.java")).toList()) {
        Matcher comment = COMMENT.matcher(Files.readString(file));
        while (comment.find()) {
          examples.add(BuiltinCase.holding(file.getFileName().toString(), comment.group(2)));
        }
      }
    }
    return examples;
  }
}
