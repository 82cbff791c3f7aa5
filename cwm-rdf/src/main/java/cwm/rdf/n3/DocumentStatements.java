package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import java.util.function.IntPredicate;

/// The statements of a document, or of one graph of it, on their way to the sink.
///
/// Only a statement that mentions a blank node can be, or mention, part of an `rdf:first` /
/// `rdf:rest` chain, which may be complete at the end of the document only. Those are held back, as
/// ids; all others go on at once.
final class DocumentStatements implements TripleSink, StatementSink {
  private final TermDictionary dictionary;
  private final TripleSink sink;
  private final TripleList held = new TripleList();
  private long count;

  DocumentStatements(TermDictionary dictionary, TripleSink sink) {
    this.dictionary = dictionary;
    this.sink = sink;
  }

  @Override
  public void accept(int subject, int predicate, int object) {
    if (dictionary.hasBlankNode(subject)
        || dictionary.hasBlankNode(object)
        || dictionary.hasBlankNode(predicate)) {
      held.accept(subject, predicate, object);
    } else {
      pass(subject, predicate, object);
    }
  }

  @Override
  public void acceptGround(int[] triples, int count) {
    this.count += count;
    sink.acceptAll(triples, count);
  }

  /// Hands on what was held back: the document is complete.
  void finish() {
    finish(_ -> true);
  }

  /// The same, where some blank nodes are to stay as they are.
  ///
  /// @param mayBeList whether a blank node may be replaced by the list that it is
  void finish(IntPredicate mayBeList) {
    ListChains.resolve(dictionary, held, mayBeList, this::pass);
    held.clear();
  }

  /// The statements that wait for the end of the document.
  TripleList held() {
    return held;
  }

  /// How many statements the sink has got.
  long count() {
    return count;
  }

  private void pass(int subject, int predicate, int object) {
    count++;
    sink.accept(subject, predicate, object);
  }
}
