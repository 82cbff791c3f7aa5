package cwm.rdf.n3;

import static cwm.rdf.n3.Documents.BASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.RdfException;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Term;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlankNodeIdentityTest {
  private static final String TEXT = "_:a <p> [] . _:a <q> <r>!<s> .";

  @TempDir Path folder;

  /// The blank nodes in the subjects and objects of a document, each time they are mentioned.
  private static List<Term> nodes(Source source, String base) {
    return Documents.read(source, base, Syntax.N3, ReaderLimits.DEFAULT)
        .orThrow()
        .statements()
        .stream()
        .flatMap(statement -> Stream.of(statement.subject(), statement.object()))
        .filter(BlankNode.class::isInstance)
        .toList();
  }

  private static Source stream(long loadId) {
    InputStream bytes = new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8));
    return Source.ofStream("in", bytes, loadId);
  }

  @Test
  void theSameBytesGiveTheSameNodesWhereverTheyAre() throws IOException {
    Path one = Files.writeString(folder.resolve("one.n3"), TEXT);
    Path other = Files.writeString(folder.resolve("other.n3"), TEXT);
    List<Term> expected = nodes(Source.ofFile(one), BASE);
    assertThat(expected).hasSize(5);
    assertThat(new HashSet<>(expected)).hasSize(3);
    assertThat(nodes(Source.ofFile(one), BASE)).isEqualTo(expected);
    assertThat(nodes(Source.ofFile(other), BASE)).isEqualTo(expected);
    assertThat(nodes(Source.ofString("text", TEXT), BASE)).isEqualTo(expected);
  }

  @Test
  void anotherBaseOrOtherBytesGiveOtherNodes() {
    List<Term> nodes = nodes(Source.ofString("text", TEXT), BASE);
    assertThat(nodes(Source.ofString("text", TEXT), BASE + "2")).doesNotContainAnyElementsOf(nodes);
    assertThat(nodes(Source.ofString("text", TEXT + " "), BASE)).doesNotContainAnyElementsOf(nodes);
  }

  @Test
  void aStreamHasTheIdentityOfItsLoad() {
    List<Term> nodes = nodes(stream(1), BASE);
    assertThat(nodes(stream(1), BASE)).isEqualTo(nodes);
    assertThat(nodes(stream(2), BASE)).doesNotContainAnyElementsOf(nodes);
  }

  @Test
  void aNodeIsNamedByTheOffsetOfItsFirstMention() {
    Source source = Source.ofString("text", "<é> <p> _:a . _:a <q> <r> .");
    BlankNode node = BlankNode.inDocument(source.digest(), BASE, "<é> <p> ".length() + 1);
    assertThat(nodes(source, BASE)).containsExactly(node, node);
  }

  @Test
  void aFileIsReadForItsDigestOnlyWhenItsFirstBlankNodeIsMade() throws IOException {
    Path file = folder.resolve("document.n3");
    var nodes = new BlankNodes(new TermDictionary(), Source.ofFile(file), BASE);
    assertThatThrownBy(() -> nodes.at(0)).isInstanceOf(RdfException.class);
    Files.writeString(file, TEXT);
    int node = nodes.at(0);
    Files.delete(file);
    assertThat(nodes.at(1)).isNotEqualTo(node);
  }

  @Test
  void digestsAreTheSameOnEveryMachine() {
    assertThat(Source.ofString("", "").digest().toString())
        .isEqualTo("_:bb530b21b7f9f2ed8d8e7bf29d69e9777");
    assertThat(Source.ofString("", "x".repeat(65_536)).digest().toString())
        .isEqualTo("_:b7e5922e5ef22cc7739474c8e1189e1a4");
    assertThat(stream(1).digest().toString()).isEqualTo("_:b7565ecbab2391c05aa3e581ec7b44a50");
  }
}
