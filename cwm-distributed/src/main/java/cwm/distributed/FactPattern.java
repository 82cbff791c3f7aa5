package cwm.distributed;

import cwm.rdf.store.TermDictionary;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A pattern that owners of facts are asked for, as ids; [TermDictionary#NONE] for any term.
///
/// @param also what else has to be there of a fact's subject; an owner may leave out facts of other
///   subjects, and may not
/// @param among what stands in one of the places that are left open; empty for any term
/// @param filter a condition on the subject `?s` and the object `?o` in SPARQL's words, empty for
///   none; an owner may leave out facts that do not pass, and may not
record FactPattern(
    int subject,
    int predicate,
    int object,
    Set<Companion> also,
    Optional<Among> among,
    String filter) {
  private static final int NONE = TermDictionary.NONE;

  /// All facts.
  static final FactPattern ANY = new FactPattern(NONE, NONE, NONE);

  FactPattern {
    also = Set.copyOf(also);
  }

  FactPattern(int subject, int predicate, int object) {
    this(subject, predicate, object, Set.of(), Optional.empty(), "");
  }

  static FactPattern allOfPredicate(int predicate) {
    return new FactPattern(NONE, predicate, NONE);
  }

  /// The same with a filter.
  FactPattern filtered(String condition) {
    return new FactPattern(subject, predicate, object, also, among, condition);
  }

  /// The same with a predicate.
  FactPattern ofPredicate(int id) {
    return new FactPattern(subject, id, object, also, among, filter);
  }

  /// Another fact of the same subject.
  record Companion(int predicate, int object) {}

  /// The terms that a place may have.
  ///
  /// @param isSubject whether the place is the subject's, else the object's
  record Among(boolean isSubject, Set<Integer> ids) {
    Among {
      ids = Set.copyOf(ids);
    }
  }

  /// The same with some terms in one of its open places.
  FactPattern among(Among terms) {
    return new FactPattern(subject, predicate, object, also, Optional.of(terms), filter);
  }

  /// The same with one of the terms in the place that they are for.
  FactPattern with(Among terms, int id) {
    return new FactPattern(
        terms.isSubject() ? id : subject,
        predicate,
        terms.isSubject() ? object : id,
        also,
        Optional.empty(),
        filter);
  }

  /// Those that ask for this and more, itself among them, whatever this is among.
  Stream<FactPattern> wider() {
    return IntStream.range(0, 1 << 5)
        .mapToObj(
            open ->
                new FactPattern(
                    (open & 1) == 0 ? subject : NONE,
                    (open & 2) == 0 ? predicate : NONE,
                    (open & 4) == 0 ? object : NONE,
                    (open & 8) == 0 ? also : Set.of(),
                    Optional.empty(),
                    (open & 16) == 0 ? filter : ""));
  }
}
