package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.BlankNode;
import org.jspecify.annotations.Nullable;

/// Makes the blank nodes of one document, each from the place where it is first mentioned.
///
/// The document's digest is asked for when the first of them is made, so a document without blank
/// nodes does not pay for it.
final class BlankNodes {
  private final TermDictionary dictionary;
  private final Source source;
  private final String base;
  private @Nullable BlankNode digest;

  BlankNodes(TermDictionary dictionary, Source source, String base) {
    this.dictionary = dictionary;
    this.source = source;
    this.base = base;
  }

  /// The id of the blank node first mentioned at `offset`, which no other one is.
  int at(long offset) {
    BlankNode document = digest;
    if (document == null) {
      document = source.digest();
      digest = document;
    }
    BlankNode node = BlankNode.inDocument(document, base, offset);
    return dictionary.internBlankNode(node.high(), node.low());
  }
}
