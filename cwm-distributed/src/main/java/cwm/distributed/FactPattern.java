package cwm.distributed;

import cwm.rdf.store.TermDictionary;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A pattern that owners of facts are asked for, as ids; [TermDictionary#NONE] for any term.
///
/// @param also what else has to be there of a fact's subject; an owner may leave out facts of other
///   subjects, and may not
record FactPattern(int subject, int predicate, int object, Set<Companion> also) {
  private static final int NONE = TermDictionary.NONE;

  /// All facts.
  static final FactPattern ANY = new FactPattern(NONE, NONE, NONE);

  FactPattern {
    also = Set.copyOf(also);
  }

  FactPattern(int subject, int predicate, int object) {
    this(subject, predicate, object, Set.of());
  }

  static FactPattern ofPredicate(int predicate) {
    return new FactPattern(NONE, predicate, NONE);
  }

  /// Another fact of the same subject.
  record Companion(int predicate, int object) {}

  /// Those that ask for this and more, itself among them.
  List<FactPattern> wider() {
    return IntStream.range(0, 8)
        .boxed()
        .flatMap(
            open -> {
              int s = (open & 1) == 0 ? subject : NONE;
              int p = (open & 2) == 0 ? predicate : NONE;
              int o = (open & 4) == 0 ? object : NONE;
              return Stream.of(new FactPattern(s, p, o, also), new FactPattern(s, p, o));
            })
        .toList();
  }
}
