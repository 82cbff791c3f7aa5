package cwm.distributed;

import static java.util.stream.Collectors.toSet;

import cwm.rdf.store.TermDictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What one query has asked the owners of facts for, so that it asks for nothing twice, and not for
/// one row after the other without end: what ARQ evaluates by itself, as paths and filters with
/// patterns in them, asks for each row.
///
/// Owned by the thread of the query.
final class AskedPatterns {
  /// After so many terms in the subject's or the object's place of patterns with one predicate, all
  /// its facts are asked for.
  private static final int NARROW_MAX = 1 << 14;

  /// A question costs as much as so many terms in it.
  private static final int QUESTION_TERMS = 16;

  /// So many patterns with one predicate that differ in subject and object are read part by part.
  private static final int SKIMMED_MAX = 8;

  /// So many filters are kept for patterns with one predicate: one may have a value of each row in
  /// it.
  private static final int FILTERS_MAX = 8;

  private final Set<FactPattern> asked = new HashSet<>();

  // What was asked for in parts, which are not kept.
  private final Set<FactPattern> skimmed = new HashSet<>();

  // By predicate.
  private final Map<Integer, Integer> narrowSkimmedCounts = new HashMap<>();
  private final Map<Integer, Integer> narrowTermCounts = new HashMap<>();
  private final Map<Integer, Set<String>> filters = new HashMap<>();

  boolean isEmpty() {
    return asked.isEmpty() && skimmed.isEmpty();
  }

  /// Whether all facts that agree with a pattern have been asked for, to be kept.
  boolean has(FactPattern pattern) {
    return hasAlone(pattern)
        || pattern.among().filter(_ -> single(pattern).allMatch(this::hasAlone)).isPresent();
  }

  private boolean hasAlone(FactPattern pattern) {
    return pattern.wider().anyMatch(asked::contains);
  }

  /// The patterns that a pattern among some terms stands for, or it itself.
  private static Stream<FactPattern> single(FactPattern pattern) {
    return pattern
        .among()
        .map(among -> among.ids().stream().map(id -> pattern.with(among, id)))
        .orElseGet(() -> Stream.of(pattern));
  }

  /// What is to be asked for, for some patterns: less where some of it is here, and more where so
  /// much has been asked for bit by bit.
  List<FactPattern> missing(List<FactPattern> wanted) {
    return wanted.stream()
        .filter(Predicate.not(this::has))
        .map(this::withoutAsked)
        .map(this::widened)
        .distinct()
        .filter(Predicate.not(this::has))
        .toList();
  }

  /// The same among those terms only that have not been asked for.
  private FactPattern withoutAsked(FactPattern pattern) {
    if (pattern.among().isEmpty()) {
      return pattern;
    }
    FactPattern.Among among = pattern.among().get();
    Set<Integer> left =
        among.ids().stream().filter(id -> !hasAlone(pattern.with(among, id))).collect(toSet());
    return pattern.among(new FactPattern.Among(among.isSubject(), left));
  }

  private FactPattern widened(FactPattern pattern) {
    int termCount = QUESTION_TERMS + pattern.among().map(among -> among.ids().size()).orElse(0);
    return isNarrow(pattern)
            && narrowTermCounts.merge(pattern.predicate(), termCount, Integer::sum) > NARROW_MAX
        ? FactPattern.allOfPredicate(pattern.predicate())
        : pattern;
  }

  private static boolean isNarrow(FactPattern pattern) {
    return pattern.subject() != TermDictionary.NONE
        || pattern.object() != TermDictionary.NONE
        || pattern.among().isPresent();
  }

  /// Notes that patterns have been asked for.
  void add(List<FactPattern> patterns) {
    patterns.forEach(pattern -> single(pattern).forEach(asked::add));
  }

  /// Whether a pattern may be asked for in parts, which is noted then: not if it was before, as who
  /// asks again had better keep what comes, and not if very many differ in subject and object only.
  boolean addSkimmed(FactPattern pattern) {
    if (has(pattern)) {
      return false;
    }
    boolean isOneOfMany =
        isNarrow(pattern)
            && narrowSkimmedCounts.merge(pattern.predicate(), 1, Integer::sum) > SKIMMED_MAX;
    return !isOneOfMany && skimmed.add(pattern);
  }

  /// The filter to ask with, or none if there have been very many others.
  Optional<String> filter(FactPattern unfiltered, String filter) {
    if (filter.isEmpty()) {
      return Optional.empty();
    }
    Set<String> known = filters.computeIfAbsent(unfiltered.predicate(), _ -> new HashSet<>());
    return known.contains(filter) || (known.size() < FILTERS_MAX && known.add(filter))
        ? Optional.of(filter)
        : Optional.empty();
  }
}
