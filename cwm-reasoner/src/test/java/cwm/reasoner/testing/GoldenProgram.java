package cwm.reasoner.testing;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import cwm.rdf.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// A program of `golden/programs`, and what follows from it: all that rules derive and the program
/// does not state. That was found by hand, as a comment in the program says.
///
/// Whatever runs rules is to derive just that: one worker, several, and nodes of a cluster.
///
/// @param statements what the program states, in its order
public record GoldenProgram(String name, List<Triple> statements, Set<Triple> expected) {
  /// Programs that do not come out yet, with the reason; one that does must leave the list.
  private static final Map<String, String> NOT_YET = Map.of();

  private static final String BASE = "http://example.org/";

  public GoldenProgram {
    statements = List.copyOf(statements);
    expected = Set.copyOf(expected);
  }

  /// All programs, by name.
  public static List<GoldenProgram> all() {
    // Set by Maven; elsewhere the tests' working directory is that of a module.
    Path folder =
        Path.of(System.getProperty("cwm.root", ".."))
            .resolve("cwm-reasoner/src/test/resources/golden/programs");
    try (Stream<Path> programs = Files.list(folder)) {
      return programs.sorted().map(GoldenProgram::in).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All programs, each with each of `choices`.
  public static Stream<Arguments> withEach(Collection<?> choices) {
    return all().stream()
        .flatMap(program -> choices.stream().map(choice -> Arguments.of(program, choice)));
  }

  private static GoldenProgram in(Path folder) {
    return new GoldenProgram(
        folder.getFileName().toString(),
        read(folder.resolve("program.n3")),
        Set.copyOf(read(folder.resolve("expected.n3"))));
  }

  private static List<Triple> read(Path file) {
    return N3Reader.parse(Golden.text(file), BASE).orThrow().statements();
  }

  /// Requires that what was derived is what follows; or, of a program that does not come out yet,
  /// that it is not.
  ///
  /// @param run derives it
  public void check(Derivation run) {
    String problem = problem(run);
    String reason = NOT_YET.get(name);
    if (reason == null && !problem.isEmpty()) {
      throw new AssertionError(name + ": " + problem);
    }
    if (reason != null && problem.isEmpty()) {
      throw new AssertionError(
          "%s comes out, although it should not yet (%s): take it off the list"
              .formatted(name, reason));
    }
  }

  private String problem(Derivation run) {
    Set<Triple> derived;
    try {
      derived = run.derive(statements);
    } catch (RuntimeException e) {
      return "failed: " + e;
    }
    if (graph(derived).equals(graph(expected))) {
      return "";
    }
    Set<Triple> missing = new LinkedHashSet<>(expected);
    missing.removeAll(derived);
    Set<Triple> wrong = new LinkedHashSet<>(derived);
    wrong.removeAll(expected);
    return "missing " + missing + "\nwrong " + wrong;
  }

  /// The statements as a formula that binds their blank nodes and variables, so that equality is
  /// isomorphism.
  private static Formula graph(Set<Triple> statements) {
    List<Term> symbols =
        Formula.of(statements, Set.of()).freeSymbols().stream()
            .filter(symbol -> symbol instanceof BlankNode || symbol instanceof Variable)
            .toList();
    return Formula.of(statements, symbols);
  }

  /// Runs rules.
  @FunctionalInterface
  public interface Derivation {
    /// What follows from the statements and is none of them.
    Set<Triple> derive(List<Triple> statements);
  }

  @Override
  public String toString() {
    return name;
  }
}
