package cwm.rdf.n3;

import static cwm.rdf.n3.Documents.BASE;
import static cwm.rdf.n3.Documents.n3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.RdfException;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class N3ReaderTest {
  private static final String LOG = "<http://www.w3.org/2000/10/swap/log#";

  private static List<Triple> statements(String text) {
    return N3Reader.parse("@prefix : <http://example.org/> . " + text, BASE).orThrow().statements();
  }

  private static Term object(String text) {
    return statements(":s :p " + text + " .").getFirst().object();
  }

  private static Iri example(String name) {
    return new Iri("http://example.org/" + name);
  }

  // ---------------------------------------------------------------- terms

  @Test
  void literalsKeepTheirLexicalForm() {
    assertThat(object("00012")).isEqualTo(Literal.of("00012", Xsd.INTEGER));
    assertThat(object("-1.50")).isEqualTo(Literal.of("-1.50", Xsd.DECIMAL));
    assertThat(object(".5")).isEqualTo(Literal.of(".5", Xsd.DECIMAL));
    assertThat(object("+1.E3")).isEqualTo(Literal.of("+1.E3", Xsd.DOUBLE));
    assertThat(object("'x'@en-GB")).isEqualTo(Literal.inLanguage("x", "en-GB"));
    assertThat(object("\"1\"^^:t")).isEqualTo(Literal.of("1", example("t")));
  }

  @Test
  void numbersLeaveTheDotToTheStatement() {
    assertThat(n3(":a :b 12.:c :d 1.5.")).isEqualTo(n3(":a :b 12 . :c :d 1.5 ."));
  }

  @Test
  void escapesAreReadInStringsIrisAndNames() {
    assertThat(object("\"\\t\\b\\n\\r\\f\\\"\\'\\\\\\u00e9\\U0001F600\""))
        .isEqualTo(Literal.of("\t\b\n\r\f\"'\\é😀"));
    assertThat(object("<http://example.org/\\u00e9>")).isEqualTo(example("é"));
    assertThat(object(":a\\-b%2Fc\\~")).isEqualTo(example("a-b%2Fc~"));
  }

  @Test
  void longStringsHoldQuotesAndLineEnds() {
    assertThat(object("\"\"\"a\"b\"\"c\r\nd\"\"\"")).isEqualTo(Literal.of("a\"b\"\"c\r\nd"));
    assertThat(object("'''a'b''c'''")).isEqualTo(Literal.of("a'b''c"));
  }

  @Test
  void aStringAndItsLanguageOrDatatypeMayStandApart() {
    assertThat(object("\"x\" @en")).isEqualTo(Literal.inLanguage("x", "en"));
    assertThat(object("\"x\" ^^ :t")).isEqualTo(Literal.of("x", example("t")));
  }

  @Test
  void aKeywordWithAtSignIsNoLanguageUnlessItTouchesTheString() {
    assertThat(statements("\"x\"@is :p :o .").getFirst().subject())
        .isEqualTo(Literal.inLanguage("x", "is"));
    assertThat(n3("\"x\" @is :p @of :o .")).isEqualTo(n3(":o :p \"x\" ."));
  }

  @Test
  void namesMayHoldDotsAndColonsButNotEndInADot() {
    assertThat(n3(":s :p :a.b:c.")).isEqualTo(n3(":s :p <http://example.org/a.b:c> ."));
    assertThat(object(":größe")).isEqualTo(example("größe"));
  }

  @Test
  void nilIsTheEmptyList() {
    assertThat(object("<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>"))
        .isEqualTo(ListTerm.EMPTY);
    assertThat(object("()")).isEqualTo(ListTerm.EMPTY);
  }

  @Test
  void listsAreValues() {
    assertThat(object("(:a (1) \"x\")"))
        .isEqualTo(
            ListTerm.of(example("a"), ListTerm.of(Literal.of("1", Xsd.INTEGER)), Literal.of("x")));
  }

  @Test
  void theEmptyFormulaIsTrue() {
    assertThat(object("{}")).isEqualTo(Literal.of(true));
    assertThat(object("{ @prefix x: <http://x/> . }")).isEqualTo(Literal.of(true));
    assertThat(n3("{ {} => {} } => {} .")).isEqualTo(n3("{ true => true } => true ."));
  }

  @Test
  void anyTermMayStandInAnyPlace() {
    assertThat(statements("\"x\" 1 true . (1) {:a :b :c} [] . <<( :a :b :c )>> ?x _:y ."))
        .hasSize(3);
  }

  @Test
  void relativeIrisAreResolvedAgainstTheBaseThatHolds() {
    assertThat(n3("<a> <#b> <> . @base <http://x/y/> . <a> <#b> <../c> . BASE <z/> <a> <b> <c> ."))
        .isEqualTo(
            n3(
                """
                <http://example.org/a> <http://example.org/document#b> <http://example.org/document> .
                <http://x/y/a> <http://x/y/#b> <http://x/c> .
                <http://x/y/z/a> <http://x/y/z/b> <http://x/y/z/c> .
                """));
  }

  @Test
  void theEmptyPrefixStandsForTheBaseUntilItIsDeclared() {
    var read = N3Reader.parse(":a :b :c . @prefix : <http://x/> . :a :b :c .", BASE).orThrow();
    assertThat(read.asFormula())
        .isEqualTo(n3("<#a> <#b> <#c> . <http://x/a> <http://x/b> <http://x/c> ."));
  }

  // ---------------------------------------------------------------- statements

  @Test
  void signsStandForPredicates() {
    assertThat(n3(":s a :o ; = :o ; => :o ; <= :o ."))
        .isEqualTo(
            n3(
                ":s <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> :o ;"
                    + " <http://www.w3.org/2002/07/owl#sameAs> :o ; "
                    + (LOG + "implies> :o ; ")
                    + (LOG + "isImpliedBy> :o .")));
  }

  @Test
  void verbsMayBeTurnedRound() {
    Formula expected = n3(":s :p :o .");
    assertThat(n3(":o is :p of :s .")).isEqualTo(expected);
    assertThat(n3(":o @is :p @of :s .")).isEqualTo(expected);
    assertThat(n3(":o <- :p :s .")).isEqualTo(expected);
    assertThat(n3(":o <-:p :s .")).isEqualTo(expected);
    assertThat(n3(":s has :p :o .")).isEqualTo(expected);
    assertThat(n3(":s @has :p :o .")).isEqualTo(expected);
  }

  @Test
  void anIriMayStartLikeAnOperator() {
    assertThat(n3("<-s> <- <-p> <=o> .")).isEqualTo(n3("<=o> <-p> <-s> ."));
  }

  @Test
  void pathsGoThroughBlankNodes() {
    assertThat(n3(":a!:b^:c :d :e!:f ."))
        .isEqualTo(n3(":a :b _:x . _:y :c _:x . :e :f _:z . _:y :d _:z ."));
  }

  @Test
  void propertyListsDescribeBlankNodesOrNamedOnes() {
    assertThat(n3("[ :a :b ; :c [] ] :d [ id :e :f :g, :h ] ."))
        .isEqualTo(n3("_:x :a :b . _:x :c _:y . :e :f :g . :e :f :h . _:x :d :e ."));
  }

  @Test
  void semicolonsMayBeRepeated() {
    assertThat(n3(":a :b :c ;; :d :e ; .")).isEqualTo(n3(":a :b :c . :a :d :e ."));
  }

  @Test
  void tripleTermsNameStatements() {
    assertThat(object("<<( :a :b <<( :c a :d )>> )>>").toString())
        .isEqualTo(
            "<<( <http://example.org/a> <http://example.org/b> <<( <http://example.org/c>"
                + " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/d> )>>"
                + " )>>");
  }

  // ---------------------------------------------------------------- scopes

  @Test
  void labelsBelongToTheFormulaTheyStandIn() {
    assertThat(n3("_:x :p { _:x :q { _:x :r _:y } } ."))
        .isEqualTo(n3("_:a :p { _:b :q { _:c :r _:d } } ."));
    assertThat(n3("_:x :p _:x .")).isNotEqualTo(n3("_:x :p _:y ."));
  }

  @Test
  void blankNodesAreBoundByTheFormulaTheyStandIn() {
    Formula formula = (Formula) object("{ [] :p [ :q :a!:b ] }");
    assertThat(formula.bound()).hasSize(3);
    assertThat(formula.freeBlankNodes()).isEmpty();
  }

  @Test
  void quickVariablesBelongToTheDocument() {
    Formula formula = (Formula) object("{ ?x :p { ?x :q ?y } }");
    assertThat(formula.bound()).isEmpty();
    assertThat(formula.freeVariables()).containsExactly(new Variable("x"), new Variable("y"));
  }

  @Test
  void forAllOfTheDocumentGivesVariablesOfTheDocument() {
    assertThat(n3(":x :p :y . @forAll :x, <#y> . { :x :p <#y> } => { <#y> :p :x } ."))
        .isEqualTo(n3(":x :p :y . { ?a :p ?b } => { ?b :p ?a } ."));
  }

  @Test
  void variablesOfForAllAndQuickVariablesAreToldApart() {
    assertThat(n3("@forAll :x . { ?x :p :x } => { :x :q ?x } ."))
        .isEqualTo(n3("{ ?a :p ?b } => { ?b :q ?a } ."));
    assertThat(n3("{ ?x :p 1 } => { ?x :q 1 } . @forAll :x . { :x :p ?x } => { ?x :q :x } ."))
        .isEqualTo(n3("{ ?a :p 1 } => { ?a :q 1 } . { ?b :p ?a } => { ?a :q ?b } ."));
  }

  @Test
  void forAllInAFormulaIsBoundByIt() {
    Formula formula = (Formula) object("{ @forAll :x . :x :p { :x :q ?x } }");
    assertThat(formula.bound()).hasSize(1).allMatch(Variable.class::isInstance);
    assertThat(formula.freeVariables()).containsExactly(new Variable("x_2"));
  }

  @Test
  void forSomeGivesABlankNodeOfItsScope() {
    assertThat(n3("@forSome :x . :x :p { :x :q 1 } ."))
        .isEqualTo(n3("@forSome :y . :y :p { :y :q 1 } ."))
        .isNotEqualTo(n3("_:x :p { _:x :q 1 } ."));
    Formula formula = (Formula) object("{ @forSome :x . :x :p { :x :q 1 } }");
    assertThat(formula.bound()).hasSize(1);
  }

  @Test
  void aQuantifierEndsWithItsFormula() {
    assertThat(n3(":a :p { @forSome :x . :x :q 1 } . :x :r 1 ."))
        .isEqualTo(n3(":a :p { [] :q 1 } . :x :r 1 ."));
  }

  // ---------------------------------------------------------------- documents

  @Test
  void lineEndsAndByteOrderMarksDoNotMatter() {
    Formula expected = n3(":a :b :c . :d :e :f .");
    assertThat(n3("\r\n:a :b :c .\r\n# comment\r\n:d :e :f .\r\n")).isEqualTo(expected);
    assertThat(n3("\r:a :b :c . # comment\r:d :e :f .")).isEqualTo(expected);
    String marked = "\ufeff@prefix : <http://example.org/> . :a :b :c . :d :e :f .# no line end";
    assertThat(N3Reader.parse(marked, BASE).orThrow().asFormula()).isEqualTo(expected);
  }

  @Test
  void prefixesAreReportedInTheOrderOfTheirDeclaration() {
    var text = "PREFIX b: <http://b/> @prefix a: <x> . @prefix b: <http://c/> . a:x b:x b:x .";
    Document document = N3Reader.parse(text, BASE).orThrow();
    assertThat(document.prefixes().toString()).isEqualTo("{b=http://c/, a=http://example.org/x}");
    assertThat(document.statements())
        .containsExactly(new Triple(example("xx"), new Iri("http://c/x"), new Iri("http://c/x")));
  }

  @Test
  void aFormulaWithAMistakeIsLeftOutAsAWhole() {
    Parsed parsed = N3Reader.parse("{ ?x a <A> . ?x no:p 1 } => { ?x a <B> } . <a> a <A> .", BASE);
    assertThat(parsed.diagnostics()).hasSize(1);
    assertThat(parsed.document().statements()).hasSize(1);
  }

  @Test
  void orThrowNamesEveryMistakeOnALineOfItsOwn() {
    assertThatThrownBy(() -> N3Reader.parse("<a> no:p 1 .\n<a> <b> .", BASE).orThrow())
        .isInstanceOfSatisfying(RdfException.class, e -> assertThat(e.code()).isEqualTo("SYNTAX"))
        .hasMessage(
            """
            http://example.org/document:1:5-6: unknown prefix 'no' [N3-104]; add an @prefix for it
            http://example.org/document:2:9: expected an object, found '.' [N3-101]\
            """);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void nTriplesReadAlikeInEverySyntax(Syntax syntax) {
    String text = "<http://x/a> <http://x/b> _:c .\n_:c <http://x/d> \"e\\n\"@en .\n";
    assertThat(N3Reader.parse(text, BASE, syntax).orThrow().asFormula())
        .isEqualTo(n3("<http://x/a> <http://x/b> [ <http://x/d> 'e\\n'@en ] ."));
  }
}
