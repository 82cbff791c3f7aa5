package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.RdfException;
import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Xsd;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetWriterTest {
  private static final Map<String, String> PREFIXES =
      Map.of("", "urn:x:", "g", "urn:g:", "unused", "urn:unused:");
  private static final Iri A = new Iri("urn:x:a");
  private static final Iri P = new Iri("urn:x:p");
  private static final Iri G = new Iri("urn:g:1");
  private static final Iri H = new Iri("urn:g:2");
  private static final Literal ONE = Literal.of("1", Xsd.INTEGER);
  private static final BlankNode X = BlankNode.of(1);
  private static final BlankNode Y = BlankNode.of(2);

  private final TermDictionary dictionary = new TermDictionary();
  private final TripleList defaultGraph = new TripleList();
  private final List<NamedGraph> named = new ArrayList<>();

  private DatasetWriterTest state(Triple... triples) {
    for (Triple triple : triples) {
      dictionary.intern(triple, defaultGraph);
    }
    return this;
  }

  private DatasetWriterTest graph(Term name, Triple... triples) {
    named.add(new NamedGraph(dictionary.intern(name), TripleList.of(dictionary, List.of(triples))));
    return this;
  }

  private static Triple p(Term subject, Term object) {
    return new Triple(subject, P, object);
  }

  private String triG() {
    var out = new ByteArrayOutputStream();
    new DatasetWriter(dictionary).writeTriG(defaultGraph, named, PREFIXES, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String nQuads() {
    var out = new ByteArrayOutputStream();
    new DatasetWriter(dictionary).writeNQuads(defaultGraph, named, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  // ---------------------------------------------------------------- TriG

  @Test
  void triGHasABlockForEachGraphInTheOrderGiven() {
    state(p(A, ONE))
        .graph(H, p(A, A), p(A, ONE), p(P, A), new Triple(P, A, ONE))
        .graph(G, p(A, new ListTerm(List.of(A))));
    assertThat(triG())
        .isEqualTo(
            """
            @prefix : <urn:x:> .
            @prefix g: <urn:g:> .

            :a :p 1 .

            g:2 {
                :a :p :a, 1 .
                :p :p :a ;
                    :a 1 .
            }

            g:1 {
                :a :p (:a) .
            }
            """);
  }

  @Test
  void triGDeclaresPrefixesThatOnlyNamesOfGraphsUse() {
    graph(G, new Triple(new Iri("a:a"), new Iri("a:b"), new Iri("a:c")));
    assertThat(triG()).isEqualTo("@prefix g: <urn:g:> .\n\ng:1 {\n    <a:a> <a:b> <a:c> .\n}\n");
  }

  @Test
  void triGStartsWithAGraphIfThereIsNothingElse() {
    graph(new Iri("a:g"), new Triple(new Iri("a:a"), new Iri("a:b"), new Iri("a:c")));
    assertThat(triG()).isEqualTo("<a:g> {\n    <a:a> <a:b> <a:c> .\n}\n");
  }

  @Test
  void triGLeavesOutGraphsWithoutStatements() {
    state(p(A, ONE)).graph(G);
    assertThat(triG()).isEqualTo("@prefix : <urn:x:> .\n\n:a :p 1 .\n");
  }

  @Test
  void blankNodesOfOneGraphAreInBracketsAndThoseOfSeveralHaveOneLabel() {
    state(p(A, X)).graph(G, p(A, Y), p(Y, ONE)).graph(H, p(A, X), p(X, BlankNode.of(3)));
    assertThat(triG())
        .isEqualTo(
            """
            @prefix : <urn:x:> .
            @prefix g: <urn:g:> .

            :a :p _:b0 .

            g:1 {
                :a :p [ :p 1 ] .
            }

            g:2 {
                :a :p _:b0 .
                _:b0 :p [] .
            }
            """);
  }

  @Test
  void labelsOfOneGraphAreNoneOfAnother() {
    graph(G, p(A, X), p(P, X)).graph(H, p(A, Y), p(P, Y)).graph(X, p(A, ONE));
    assertThat(triG())
        .isEqualTo(
            """
            @prefix : <urn:x:> .
            @prefix g: <urn:g:> .

            g:1 {
                :a :p _:b0 .
                :p :p _:b0 .
            }

            g:2 {
                :a :p _:b1 .
                :p :p _:b1 .
            }

            _:b0 {
                :a :p 1 .
            }
            """);
  }

  @Test
  void nilMayNameAGraph() {
    graph(Rdf.NIL, p(A, ONE));
    assertThat(triG()).contains("\nrdf:nil {\n    :a :p 1 .\n}\n").contains("@prefix rdf: ");
    assertThat(nQuads()).endsWith(" <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n");
  }

  // ---------------------------------------------------------------- N-Quads

  @Test
  void nQuadsNameTheGraphOfEachStatementAndOfWhatListsBecome() {
    state(p(A, X)).graph(G, p(X, ONE), p(A, new ListTerm(List.of(Y)))).graph(Y, p(A, X));
    assertThat(nQuads().replace(Rdf.NAMESPACE, "rdf#").replace(Xsd.INTEGER.value(), "integer"))
        .isEqualTo(
            """
            <urn:x:a> <urn:x:p> _:b0 .
            _:b0 <urn:x:p> "1"^^<integer> <urn:g:1> .
            <urn:x:a> <urn:x:p> _:b1 <urn:g:1> .
            _:b1 <rdf#first> _:b2 <urn:g:1> .
            _:b1 <rdf#rest> <rdf#nil> <urn:g:1> .
            <urn:x:a> <urn:x:p> _:b0 _:b2 .
            """);
  }

  // ---------------------------------------------------------------- what has no text

  @Test
  void whatNQuadsCannotSayIsToldWithItsGraphBeforeAnythingIsWritten() {
    var term = new TripleTerm(p(A, ONE));
    state(p(A, ONE)).graph(G, p(A, ONE), p(A, term));
    assertThat(triG()).contains("<<( :a :p 1 )>>");
    assertThatThrownBy(this::nQuads)
        .isInstanceOf(RdfException.class)
        .hasMessageStartingWith(
            "1 of 2 statements of the graph <urn:g:1> cannot be written as N-Quads; the first is")
        .hasMessageEndingWith("; write TriG (--format=trig), or leave it out");
  }

  @Test
  void whatCannotNameAGraphIsTold() {
    graph(new ListTerm(List.of(A)), p(A, ONE));
    assertThatThrownBy(this::triG)
        .isInstanceOf(RdfException.class)
        .hasMessage(
            "the graph (<urn:x:a>) cannot be written as TriG: its name is a list; leave it out");
    named.clear();
    graph(ONE, p(A, ONE));
    assertThatThrownBy(this::nQuads).hasMessageContaining("as N-Quads: its name is a literal");
    named.clear();
    graph(new Iri("no scheme"), p(A, ONE));
    assertThatThrownBy(this::triG).hasMessageContaining("holds the character U+0020");
  }
}
