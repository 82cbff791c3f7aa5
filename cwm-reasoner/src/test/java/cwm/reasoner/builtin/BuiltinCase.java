package cwm.reasoner.builtin;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of a `.cases` file: a call of a builtin, and what becomes of it.
///
/// @param place file and line, for messages
/// @param call the statement as it would stand in a rule's body
/// @param answers what the operand with variables is in each answer; only for [Outcome#GIVES]
record BuiltinCase(String place, String text, Triple call, Outcome outcome, List<Term> answers) {
  private static final String OUTCOMES = "http://example.org/outcomes#";
  static final String PREFIXES =
      """
      @prefix : <http://example.org/#> .
      @prefix math: <http://www.w3.org/2000/10/swap/math#> .
      @prefix string: <http://www.w3.org/2000/10/swap/string#> .
      @prefix list: <http://www.w3.org/2000/10/swap/list#> .
      @prefix time: <http://www.w3.org/2000/10/swap/time#> .
      @prefix crypto: <http://www.w3.org/2000/10/swap/crypto#> .
      @prefix graph: <http://www.w3.org/2000/10/swap/graph#> .
      @prefix os: <http://www.w3.org/2000/10/swap/os#> .
      @prefix log: <http://www.w3.org/2000/10/swap/log#> .
      @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      """;
  private static final Pattern LINE =
      Pattern.compile("(?<call>.*\\S)  (?<outcome>gives|holds|fails|waits)(?<answers>.*)");

  /// What becomes of a call.
  enum Outcome {
    /// There are answers that bind variables.
    GIVES,
    /// There is an answer, and nothing to bind.
    HOLDS,
    /// It may be called and has no answer.
    FAILS,
    /// It may not be called yet: no mode of the builtin is met.
    WAITS
  }

  /// The cases of all builtins.
  static List<BuiltinCase> all() {
    List<BuiltinCase> cases = new ArrayList<>();
    for (String group :
        List.of("crypto", "graph", "math", "time", "trigonometry", "string", "list", "log", "os")) {
      String file = group + ".cases";
      int number = 0;
      for (String line : read(file).lines().toList()) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          cases.add(parse(file + ":" + number, line));
        }
      }
    }
    return cases;
  }

  /// The case that a statement holds.
  static BuiltinCase holding(String place, String statement) {
    return parse(place, statement + "  holds");
  }

  /// The predicate's IRI.
  String iri() {
    return ((Iri) call.predicate()).value();
  }

  @Override
  public String toString() {
    return place + " " + text;
  }

  private static BuiltinCase parse(String place, String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(place + " has no outcome: " + line);
    }
    Outcome outcome = Outcome.valueOf(matcher.group("outcome").toUpperCase(Locale.ROOT));
    List<Term> answers = new ArrayList<>();
    if (outcome == Outcome.GIVES) {
      statements(place, "<" + OUTCOMES + "> <" + OUTCOMES + ">" + matcher.group("answers"))
          .forEach(statement -> answers.add(statement.object()));
    }
    Triple call = statements(place, matcher.group("call")).getFirst();
    return new BuiltinCase(place, line, call, outcome, answers);
  }

  private static List<Triple> statements(String place, String n3) {
    String document = "http://example.org/" + place;
    return N3Reader.parse(PREFIXES + n3 + " .", document).orThrow().statements();
  }

  private static String read(String file) {
    try (InputStream stream = BuiltinCase.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
