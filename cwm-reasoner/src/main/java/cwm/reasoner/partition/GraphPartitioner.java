package cwm.reasoner.partition;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.rule.Atom;
import java.util.Optional;

/// Facts by their subject: where what is linked with it is, as far as somebody has found that out,
/// else by its hash.
record GraphPartitioner(int partitionCount, TermDictionary dictionary, SubjectPlaces places)
    implements Partitioner {

  @Override
  public int partition(int subject, int predicate, int object) {
    if (subject == TermDictionary.NONE) {
      return ANY;
    }
    long hash = dictionary.hash(subject);
    int known = places.partitionOf(hash);
    return known == ANY ? Partitioner.ofHash(hash, partitionCount) : known;
  }

  @Override
  public Optional<Key> key(Atom atom) {
    return Optional.of(Key.of(atom.subject()));
  }
}
