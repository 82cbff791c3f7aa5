package cwm.rdf.n3;

import static cwm.rdf.n3.Documents.n3;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListChainsTest {
  private static final String RDF = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . ";

  private static TripleList read(TermDictionary dictionary, String nTriples) {
    var statements = new TripleList();
    new N3Reader(dictionary, Syntax.NTRIPLES)
        .read(Source.ofString("document", nTriples), "", statements)
        .orThrow();
    return statements;
  }

  private static String cell(String node, String first, String rest) {
    String rdf = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    return "%s %sfirst> %s .\n%s %srest> %s .\n"
        .formatted(node, rdf, first, node, rdf, rest)
        .replace("nil", rdf + "nil>");
  }

  // ---------------------------------------------------------------- what becomes a list

  @Test
  void aChainBecomesTheListWhereverItIsMentioned() {
    assertThat(
            n3(
                RDF
                    + """
                    _:l rdf:first 1 ; rdf:rest _:m ; :p _:l ; a rdf:List .
                    _:m rdf:first 2 ; rdf:rest rdf:nil .
                    :a :b _:l , (_:l) , <<( :c :d _:l )>> . :a _:l :c .
                    """))
        .isEqualTo(
            n3(
                RDF
                    + """
                    (1 2) :p (1 2) ; a rdf:List .
                    :a :b (1 2) , ((1 2)) , <<( :c :d (1 2) )>> . :a (1 2) :c .
                    """));
  }

  @Test
  void chainsMayHoldOneAnother() {
    assertThat(
            n3(
                RDF
                    + """
                    :a :b [ rdf:first [ rdf:first 1 ; rdf:rest () ] ; rdf:rest [
                      rdf:first _:x ; rdf:rest (2 _:l) ] ] .
                    _:l rdf:first 3 ; rdf:rest () .
                    """))
        .isEqualTo(n3(":a :b ((1) _:x 2 (3)) ."));
  }

  @Test
  void theEndOfAChainMayBeAListOnItsOwn() {
    assertThat(
            n3(
                RDF
                    + "_:l rdf:first 1 ; rdf:rest _:m . _:m rdf:first 2 ; rdf:rest () . :a :b _:l,"
                    + " _:m ."))
        .isEqualTo(n3(":a :b (1 2), (2) ."));
  }

  @Test
  void aStatementMadeTwiceIsOneStatement() {
    assertThat(n3(RDF + "_:l rdf:first 1, 1 ; rdf:rest (), rdf:nil . :a :b _:l ."))
        .isEqualTo(n3(":a :b (1) ."));
  }

  @Test
  void chainsInAFormulaBecomeListsOfTheFormula() {
    assertThat(n3(RDF + "{ _:l rdf:first ?x ; rdf:rest () . ?y :p _:l } => { ?y :q ?x } ."))
        .isEqualTo(n3("{ ?y :p (?x) } => { ?y :q ?x } ."));
  }

  @Test
  void aListReplacesItsNodeInFormulasToo() {
    assertThat(n3(RDF + "@forSome :l . :l rdf:first 1 ; rdf:rest () . { :a :b :l } :c :d ."))
        .isEqualTo(n3("{ :a :b (1) } :c :d ."));
  }

  // ---------------------------------------------------------------- what stays

  /// Checks that a document is read like the same with other predicates, which make no lists.
  private static void assertStays(String text) {
    Formula read = n3(RDF + text);
    assertThat(read.toString()).contains("rdf-syntax-ns#");
    assertThat(renamed(read)).isEqualTo(n3(RDF + renamed(text)));
  }

  private static String renamed(String text) {
    return text.replace("rdf:first", ":first").replace("rdf:rest", ":rest");
  }

  private static Term renamed(Term term) {
    return switch (term) {
      case Iri iri when iri.equals(Rdf.FIRST) -> new Iri("http://example.org/first");
      case Iri iri when iri.equals(Rdf.REST) -> new Iri("http://example.org/rest");
      case Formula formula -> {
        List<Triple> statements = new ArrayList<>();
        for (Triple statement : formula.statements()) {
          statements.add(
              new Triple(
                  renamed(statement.subject()),
                  renamed(statement.predicate()),
                  renamed(statement.object())));
        }
        yield Formula.of(statements, formula.bound());
      }
      case Iri _, BlankNode _, Literal _, Variable _, ListTerm _, TripleTerm _ -> term;
    };
  }

  @Test
  void illFormedChainsStay() {
    assertStays(":a :b _:l . _:l rdf:first 1 .");
    assertStays(":a :b _:l . _:l rdf:rest rdf:nil .");
    assertStays(":a :b _:l . _:l rdf:first 1, 2 ; rdf:rest rdf:nil .");
    assertStays(":a :b _:l . _:l rdf:first 1 ; rdf:rest rdf:nil, :c .");
    assertStays(":a :b _:l . _:l rdf:first 1 ; rdf:rest _:m . _:m rdf:first 2 .");
    assertStays(":a :b _:l . _:l rdf:first 1 ; rdf:rest :m . :m rdf:first 2 ; rdf:rest rdf:nil .");
  }

  @Test
  void cyclesStay() {
    assertStays(":a :b _:l . _:l rdf:first 1 ; rdf:rest _:l .");
    assertStays(":a :b _:l . _:l rdf:first _:l ; rdf:rest rdf:nil .");
    assertStays(
        """
        :a :b _:l . _:l rdf:first _:m ; rdf:rest rdf:nil .
        _:m rdf:first _:l ; rdf:rest rdf:nil .
        """);
  }

  @Test
  void chainsOfNamedCellsStay() {
    assertStays(":a :b :l . :l rdf:first 1 ; rdf:rest rdf:nil .");
    assertStays("{ :a :b ?l . ?l rdf:first 1 ; rdf:rest rdf:nil } :c :d .");
  }

  @Test
  void aCellOfAnOuterScopeIsNoneInside() {
    assertThat(n3(RDF + "@forSome :l . { :l rdf:first 1 ; rdf:rest () . } :c :l .").toString())
        .contains("rdf-syntax-ns#first");
  }

  // ---------------------------------------------------------------- size

  @Test
  void aMillionCellsAreOneList() {
    int count = 1_000_000;
    var text = new StringBuilder("<a:a> <a:b> _:n0 .\n");
    for (int i = 0; i < count; i++) {
      text.append(cell("_:n" + i, "<a:x>", i == count - 1 ? "nil" : "_:n" + (i + 1)));
    }
    var dictionary = new TermDictionary();
    TripleList statements = read(dictionary, text.toString());
    assertThat(statements.size()).isEqualTo(1);
    assertThat(dictionary.listSize(statements.object(0))).isEqualTo(count);
  }

  @Test
  void listsThatWouldOutgrowTheDocumentStay() {
    int count = 100_000;
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("<a:a> <a:b> _:n" + i + " .\n");
      text.append(cell("_:n" + i, "<a:x>", i == count - 1 ? "nil" : "_:n" + (i + 1)));
    }
    assertThat(read(new TermDictionary(), text.toString()).size()).isEqualTo(3 * count);
  }

  @Test
  void listsThatDoubleAtEveryLevelStay() {
    var text = new StringBuilder("<a:a> <a:b> _:n0 .\n");
    for (int i = 0; i < 64; i++) {
      String next = "_:n" + (i + 1);
      text.append(cell("_:n" + i, next, "_:m" + i)).append(cell("_:m" + i, next, "nil"));
    }
    text.append(cell("_:n64", "<a:x>", "nil"));
    assertThat(read(new TermDictionary(), text.toString()).size()).isEqualTo(1 + 2 * 129);
  }

  @Test
  void listsThatNestTooDeepStay() {
    int count = TermDictionary.DEPTH_MAX + 1;
    var text = new StringBuilder("<a:a> <a:b> _:n0 .\n");
    for (int i = 0; i < count; i++) {
      text.append(cell("_:n" + i, i == count - 1 ? "<a:x>" : "_:n" + (i + 1), "nil"));
    }
    var dictionary = new TermDictionary();
    TripleList statements = read(dictionary, text.toString());
    assertThat(statements.size()).isEqualTo(1 + 2 * count);
    assertThat(dictionary.kind(statements.object(0))).isEqualTo(TermKind.BLANK_NODE);
  }
}
