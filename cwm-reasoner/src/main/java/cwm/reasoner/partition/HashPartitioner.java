package cwm.reasoner.partition;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.rule.Atom;
import java.util.Optional;

/// Facts by their subject.
record HashPartitioner(int partitionCount, TermDictionary dictionary) implements Partitioner {

  @Override
  public int partition(int subject, int predicate, int object) {
    return subject == TermDictionary.NONE
        ? ANY
        : Partitioner.ofHash(dictionary.hash(subject), partitionCount);
  }

  @Override
  public Optional<Key> key(Atom atom) {
    return Optional.of(Key.of(atom.subject()));
  }
}
