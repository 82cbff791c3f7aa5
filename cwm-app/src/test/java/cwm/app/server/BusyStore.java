package cwm.app.server;

import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// A store that gives no answer before a test wants it to.
class BusyStore implements ServedStore {
  final CountDownLatch isAsked;
  final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final boolean computes;

  /// @param askedCount how often it is to be asked until `isAsked`
  /// @param computes whether it keeps a processor busy meanwhile
  BusyStore(int askedCount, boolean computes) {
    isAsked = new CountDownLatch(askedCount);
    this.computes = computes;
  }

  @Override
  public void ask(SparqlRequest.OfQuery query, Duration timeout, Consumer<SparqlAnswer> taker) {
    isAsked.countDown();
    while (computes && mayAnswer.getCount() > 0) {
      Thread.onSpinWait();
    }
    try {
      mayAnswer.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    taker.accept(new SparqlAnswer.Truth(true));
  }

  @Override
  public Optional<Size> size() {
    return Optional.of(new Size(13, 7));
  }

  @Override
  public Optional<String> doing() {
    return Optional.of("running the rules");
  }

  @Override
  public TermDictionary dictionary() {
    return new TermDictionary();
  }

  @Override
  public List<ServedSyntax> syntaxes() {
    return List.of();
  }

  @Override
  public Map<String, String> prefixes() {
    return Map.of();
  }

  @Override
  public Change update(SparqlRequest.OfUpdate update, Duration timeout, boolean thinks) {
    throw new IllegalStateException("not asked for");
  }

  @Override
  public Optional<TripleList> graph(Optional<String> name) {
    throw new IllegalStateException("not asked for");
  }

  @Override
  public Change load(Optional<String> name, Document document, boolean replaces, boolean thinks) {
    throw new IllegalStateException("not asked for");
  }

  @Override
  public Optional<Change> drop(Optional<String> name, boolean thinks) {
    throw new IllegalStateException("not asked for");
  }
}
