package cwm.reasoner.partition;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.rule.Atom;
import java.util.Optional;

/// Facts by all three of their terms.
record RandomPartitioner(int partitionCount, TermDictionary dictionary) implements Partitioner {

  @Override
  public int partition(int subject, int predicate, int object) {
    if (subject == TermDictionary.NONE
        || predicate == TermDictionary.NONE
        || object == TermDictionary.NONE) {
      return ANY;
    }
    long hash = 31 * dictionary.hash(subject) + dictionary.hash(predicate);
    return Partitioner.ofHash(31 * hash + dictionary.hash(object), partitionCount);
  }

  @Override
  public Optional<Key> key(Atom atom) {
    return Optional.of(Key.of(atom.subject(), atom.predicate(), atom.object()));
  }
}
