package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.RdfException;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Log;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class N3WriterTest {
  private static final Map<String, String> PREFIXES = Map.of("", "urn:x:");
  private static final Iri A = new Iri("urn:x:a");
  private static final Iri P = new Iri("urn:x:p");
  private static final Variable X = new Variable("x");
  private static final BlankNode NODE = BlankNode.of(1);
  private static final Formula FORMULA = Formula.of(List.of(new Triple(A, P, A)), List.of());

  // ---------------------------------------------------------------- N-Triples

  @Test
  void nTriplesKeepTheOrderAndEscapeCanonically() {
    assertThat(
            write(
                Syntax.NTRIPLES,
                new Triple(A, P, Literal.of("\"\\\b\t\n\f\r\u0000\u007fé𝒳'")),
                new Triple(NODE, P, Literal.inLanguage("a", "en-GB")),
                new Triple(A, P, new Literal("1", Xsd.INTEGER, null)),
                new Triple(A, P, NODE),
                new Triple(A, Rdf.NIL, Rdf.NIL)))
        .isEqualTo(
            """
            <urn:x:a> <urn:x:p> "\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u007Fé𝒳'" .
            _:b0 <urn:x:p> "a"@en-GB .
            <urn:x:a> <urn:x:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
            <urn:x:a> <urn:x:p> _:b0 .
            <urn:x:a> <rdf#nil> <rdf#nil> .
            """
                .replace("rdf#", Rdf.NAMESPACE));
  }

  @Test
  void nTriplesHaveChainsForLists() {
    ListTerm list = ListTerm.of(A, ListTerm.of(NODE));
    assertThat(write(Syntax.NTRIPLES, new Triple(list, P, NODE)))
        .isEqualTo(
            """
            _:b0 <urn:x:p> _:b1 .
            _:b0 <rdf#first> <urn:x:a> .
            _:b0 <rdf#rest> _:b2 .
            _:b2 <rdf#first> _:b3 .
            _:b2 <rdf#rest> <rdf#nil> .
            _:b3 <rdf#first> _:b1 .
            _:b3 <rdf#rest> <rdf#nil> .
            """
                .replace("rdf#", Rdf.NAMESPACE));
  }

  @Test
  void textsLongerThanTheBufferAreWritten() {
    String text = "é\n".repeat(100_000);
    assertThat(write(Syntax.NTRIPLES, new Triple(A, P, Literal.of(text))))
        .isEqualTo("<urn:x:a> <urn:x:p> \"" + text.replace("\n", "\\n") + "\" .\n");
    assertThat(write(Syntax.TURTLE, new Triple(A, P, Literal.of(text))))
        .isEqualTo("@prefix : <urn:x:> .\n\n:a :p \"\"\"" + text + "\"\"\" .\n");
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsWrittenForNoStatements(Syntax syntax) {
    assertThat(write(syntax)).isEmpty();
  }

  // ---------------------------------------------------------------- Turtle and N3

  @Test
  void turtleHasNoKeywordsOfN3() {
    Iri sameAs = new Iri("http://www.w3.org/2002/07/owl#sameAs");
    Triple[] statements = {new Triple(A, sameAs, P), new Triple(A, Rdf.TYPE, P)};
    assertThat(write(Syntax.TURTLE, statements)).endsWith("\n:a a :p ;\n    owl:sameAs :p .\n");
    assertThat(write(Syntax.N3, statements)).endsWith("\n:a a :p ;\n    = :p .\n");
  }

  @Test
  void theEmptyListIsAnIriWhereTurtleHasNoLists() {
    assertThat(write(Syntax.TURTLE, new Triple(Rdf.NIL, Rdf.NIL, Literal.of("a", Rdf.NIL))))
        .endsWith("\n() rdf:nil \"a\"^^rdf:nil .\n");
  }

  @Test
  void irisAreWrittenRelativeToTheBase() {
    List<Triple> statements = new ArrayList<>();
    for (String iri :
        List.of(
            "d/f.n3", "d/f.n3#x", "d/g.n3", "d/h/i", "d/", "e", "d/a:b", "d/./x", "d/=", "d?q")) {
      statements.add(new Triple(P, P, new Iri("http://example.org/" + iri)));
    }
    assertThat(write(Syntax.N3, "http://example.org/d/f.n3#now", statements))
        .isEqualTo(
            """
            @base <http://example.org/d/f.n3> .
            @prefix : <urn:x:> .

            :p :p <>, <#x>, <g.n3>, <h/i>, <http://example.org/d/>, <http://example.org/e>,
                    <http://example.org/d/a:b>, <http://example.org/d/./x>, <http://example.org/d/=>,
                    <http://example.org/d?q> .
            """);
  }

  @Test
  void aBaseThatIsNotUsedIsNotDeclared() {
    assertThat(write(Syntax.N3, "http://example.org/", List.of(new Triple(A, P, A))))
        .isEqualTo("@prefix : <urn:x:> .\n\n:a :p :a .\n");
  }

  @Test
  void namesThatThisWriterMakesAreNotTakenFromTheData() {
    Formula formula = Formula.of(List.of(new Triple(NODE, P, X)), List.of(X));
    assertThat(
            write(
                Syntax.N3,
                new Triple(NODE, P, new Iri("urn:x-cwm:blank:0")),
                new Triple(formula, P, new Iri("urn:x-cwm:variable:x"))))
        .contains("@forSome <urn:x-cwm:blank:1> .", "@forAll <urn:x-cwm:variable:x_> .");
  }

  @Test
  void equalInputGivesEqualBytes() {
    Triple[] statements = {
      new Triple(FORMULA, Log.IMPLIES, FORMULA), new Triple(NODE, P, NODE), new Triple(A, P, X)
    };
    assertThat(write(Syntax.N3, statements)).isEqualTo(write(Syntax.N3, statements));
  }

  @Test
  void writingAddsNoTermsOfFormulasToTheDictionary() {
    var dictionary = new TermDictionary();
    TripleList list = TripleList.of(dictionary, List.of(new Triple(FORMULA, P, A)));
    int size = dictionary.size();
    new N3Writer(dictionary, Syntax.N3, PREFIXES, null).write(list, new ByteArrayOutputStream());
    assertThat(dictionary.size()).isEqualTo(size);
  }

  // ---------------------------------------------------------------- what cannot be said

  @ParameterizedTest
  @EnumSource(names = {"TURTLE", "NTRIPLES"})
  void rdfHasNoFormulasVariablesOrOddSubjects(Syntax syntax) {
    assertRefused(syntax, "holds a formula", new Triple(FORMULA, Log.IMPLIES, FORMULA));
    assertRefused(syntax, "holds a formula", new Triple(A, P, ListTerm.of(FORMULA)));
    assertRefused(syntax, "holds the variable ?x", new Triple(A, P, X));
    assertRefused(syntax, "subject is a literal", new Triple(Literal.of(1), P, A));
    assertRefused(syntax, "predicate is a literal", new Triple(A, Literal.of(1), A));
    assertRefused(syntax, "predicate is a list", new Triple(A, ListTerm.of(A), A));
    assertRefused(syntax, "predicate is a blank node", new Triple(A, NODE, A));
    Term tripleTerm = new TripleTerm(new Triple(A, P, ListTerm.of(A)));
    assertRefused(syntax, "holds a triple term", new Triple(A, P, tripleTerm));
    assertRefused(syntax, "subject is a triple term", new Triple(tripleTerm, P, A));
  }

  @Test
  void nTriplesHaveNoTripleTerms() {
    Term tripleTerm = new TripleTerm(new Triple(A, P, A));
    assertRefused(Syntax.NTRIPLES, "holds a triple term", new Triple(A, P, tripleTerm));
  }

  @ParameterizedTest
  @EnumSource
  void noSyntaxHasIrisThatAreNone(Syntax syntax) {
    assertRefused(syntax, "holds the character U+0020", new Triple(A, P, new Iri("urn:x:a b")));
    assertRefused(syntax, "holds the character U+003E", new Triple(A, P, new Iri("urn:x:a>")));
    assertRefused(syntax, "IRI <a> is relative", new Triple(A, new Iri("a"), A));
    assertRefused(syntax, "U+007B", new Triple(A, P, Literal.of("a", new Iri("urn:{"))));
    assertRefused(syntax, "no language tag", new Triple(A, P, Literal.inLanguage("a", "e n")));
  }

  @Test
  void n3HasNoTextForTheEmptyFormula() {
    assertRefused(Syntax.N3, "{} is read as true", new Triple(A, P, Formula.EMPTY));
    assertRefused(
        Syntax.N3,
        "{} is read as true",
        new Triple(A, P, Formula.of(List.of(new Triple(A, P, Formula.EMPTY)), List.of())));
  }

  private static void assertRefused(Syntax syntax, String reason, Triple statement) {
    var out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> write(syntax, null, List.of(statement), out))
        .isInstanceOfSatisfying(
            RdfException.class, e -> assertThat(e.code()).isEqualTo("NOT_REPRESENTABLE"))
        .hasMessageContaining(reason);
    assertThat(out.size()).isZero();
  }

  @Test
  void aRefusalCountsNamesTheFirstAndSaysWhatWouldDo() {
    List<Triple> statements =
        List.of(new Triple(A, P, A), new Triple(A, P, X), new Triple(FORMULA, P, FORMULA));
    assertThatThrownBy(
            () -> write(Syntax.TURTLE, null, statements, OutputStream.nullOutputStream()))
        .hasMessage(
            "2 of 3 statements cannot be written as Turtle; the first is <urn:x:a> <urn:x:p> ?x: it"
                + " holds the variable ?x; write N3 (--n3), or leave out rules (--data)");
  }

  // ---------------------------------------------------------------- streams that fail

  @ParameterizedTest
  @EnumSource
  void aStreamThatFailsIsReported(Syntax syntax) {
    assertFails(syntax, "No space left on device", "CANNOT_WRITE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Broken pipe", "Pipe closed"})
  void aReaderThatWentAwayIsToldFromOtherFailures(String message) {
    assertFails(Syntax.N3, message, "PIPE_CLOSED");
  }

  private static void assertFails(Syntax syntax, String message, String code) {
    assertThatThrownBy(
            () -> write(syntax, null, List.of(new Triple(A, P, A)), new FailingStream(message)))
        .isInstanceOfSatisfying(RdfException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message)
        .hasCauseInstanceOf(IOException.class);
  }

  private static final class FailingStream extends OutputStream {
    private final String message;

    FailingStream(String message) {
      this.message = message;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(message);
    }
  }

  @Test
  void theStreamIsFlushedAndLeftOpen() {
    var log = new ArrayList<String>();
    var out =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            log.add("flush at " + size());
          }

          @Override
          public void close() {
            log.add("close");
          }
        };
    write(Syntax.N3, null, List.of(new Triple(A, P, A)), out);
    assertThat(log).containsExactly("flush at " + out.size());
  }

  // ---------------------------------------------------------------- helpers

  private static String write(Syntax syntax, Triple... statements) {
    return write(syntax, null, List.of(statements));
  }

  private static String write(Syntax syntax, @Nullable String base, List<Triple> statements) {
    var out = new ByteArrayOutputStream();
    write(syntax, base, statements, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void write(
      Syntax syntax, @Nullable String base, List<Triple> statements, OutputStream out) {
    var dictionary = new TermDictionary();
    TripleList list = TripleList.of(dictionary, statements);
    new N3Writer(dictionary, syntax, PREFIXES, base).write(list, out);
  }
}
