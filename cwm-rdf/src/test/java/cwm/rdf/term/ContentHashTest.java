package cwm.rdf.term;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.testing.RandomGraphs;
import cwm.rdf.testing.RandomSeeds;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentHashTest {
  private static final Iri P = new Iri("urn:x:p");
  private static final Variable X = new Variable("x");
  private static final BlankNode NODE = new BlankNode(1, 2);

  /// Stored clusters and every node's placement rest on these. If one differs, the definition has
  /// changed, and that is wrong, unless no cluster has stored anything yet.
  @Test
  void valuesStayWhatTheyAre() {
    Formula rule =
        Formula.of(
            List.of(
                new Triple(
                    Formula.of(List.of(new Triple(X, Rdf.TYPE, P)), List.of()),
                    Log.IMPLIES,
                    Formula.of(List.of(new Triple(X, P, NODE)), List.of(NODE)))),
            List.of(X));
    BlankNode second = new BlankNode(3, 4);
    BlankNode third = new BlankNode(5, 6);
    Formula chain =
        Formula.of(
            List.of(new Triple(NODE, P, second), new Triple(second, P, third)),
            List.of(NODE, second, third));
    assertHash(P, "6ef8799892985b91");
    assertHash(
        new Iri("http://example.org/a/rather/long/path?and=query#fragment"), "563119faa821b5a3");
    assertHash(new Iri("urn:x:é𝒳"), "15b396b7fcd1cc6f");
    assertHash(Literal.of(""), "46fef307f2044c33");
    assertHash(Literal.of("text"), "4388aef55938f992");
    assertHash(Literal.of(42), "41071ca00090aee9");
    assertHash(Literal.inLanguage("text", "en"), "e07d4023095fd4c1");
    assertHash(NODE, "3c002dfd2161612b");
    assertHash(X, "5b56848d0d1363e0");
    assertHash(ListTerm.EMPTY, "41349cc5db95d9e0");
    assertHash(ListTerm.of(P, ListTerm.of(X)), "67103d541b5cac96");
    assertHash(new TripleTerm(new Triple(P, P, P)), "a76bc17e338887df");
    assertHash(Formula.EMPTY, "b8f2a7053afb21a9");
    assertHash(rule, "b3b5d4da6815790e");
    assertHash(chain, "0602699b600b9197");
  }

  private static void assertHash(Term term, String expected) {
    assertThat("%016x".formatted(term.contentHash())).as(term.toString()).isEqualTo(expected);
  }

  @RandomSeeds(1_000)
  void aTermHashesAlikeAsObjectAndInTheDictionary(long seed) {
    Term term = RandomGraphs.term(seed);
    var dictionary = new TermDictionary();
    int id = dictionary.intern(term);
    assertThat(dictionary.hash(id)).isEqualTo(term.contentHash());
    assertThat(dictionary.term(id).contentHash()).isEqualTo(term.contentHash());
  }

  @Test
  void kindsAreToldApart() {
    Set<Long> hashes = new HashSet<>();
    for (Term term : List.of(new Iri("a"), Literal.of("a"), new Variable("a"), ListTerm.of(P))) {
      hashes.add(term.contentHash());
    }
    hashes.add(P.contentHash());
    assertThat(hashes).hasSize(5);
  }

  @Test
  void orderOfMembersAndNestingCount() {
    Set<Long> hashes = new HashSet<>();
    for (ListTerm list :
        List.of(
            ListTerm.EMPTY,
            ListTerm.of(ListTerm.EMPTY),
            ListTerm.of(P, X),
            ListTerm.of(X, P),
            ListTerm.of(ListTerm.of(P), X),
            ListTerm.of(ListTerm.of(P, X)),
            ListTerm.of(P, X, ListTerm.EMPTY))) {
      hashes.add(list.contentHash());
    }
    assertThat(hashes).hasSize(7);
  }

  @Test
  void everyLengthAndEveryByteCounts() {
    byte[] zeros = new byte[64];
    Set<Long> hashes = new HashSet<>();
    for (int length = 0; length <= zeros.length; length++) {
      hashes.add(ContentHash.ofBytes(ContentHash.IRI, zeros, 0, length));
    }
    for (int i = 0; i < zeros.length; i++) {
      byte[] one = zeros.clone();
      one[i] = 1;
      hashes.add(ContentHash.ofBytes(ContentHash.IRI, one, 0, one.length));
    }
    assertThat(hashes).hasSize(129);
  }

  @Test
  void bytesHashAlikeWhereverTheyStand() {
    byte[] text = "http://example.org/something".getBytes(StandardCharsets.UTF_8);
    long expected = ContentHash.ofIri(text, 0, text.length);
    for (int start = 1; start < 20; start++) {
      byte[] shifted = new byte[start + text.length + 3];
      System.arraycopy(text, 0, shifted, start, text.length);
      assertThat(ContentHash.ofIri(shifted, start, text.length)).isEqualTo(expected);
    }
  }
}
