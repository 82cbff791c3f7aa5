package cwm.reasoner.engine;

import cwm.rdf.term.Triple;
import java.util.List;

/// What a site tells all others when they meet.
///
/// @param hasRows whether it has sent rows since they last met
/// @param roundCount rounds of its workers in this run
/// @param counts of predicates of which the number of its facts has changed since it last said
/// @param rules the `log:implies` statements that it has got since it last said. All sites compile
///   a rule from the terms of the site that tells of it: equal formulas may be written in different
///   orders
/// @param isStale whether what is derived here is not what rules conclude, since a run was broken
///   off or facts were removed
public record SiteNote(
    boolean hasRows, long roundCount, List<Count> counts, List<Triple> rules, boolean isStale) {
  /// How many facts of a predicate a site's workers own.
  ///
  /// @param predicate a term id
  public record Count(int predicate, long factCount) {}

  /// Nothing but that this site has come.
  public static final SiteNote PRESENT = new SiteNote(false, 0, List.of(), List.of(), false);

  public SiteNote {
    counts = List.copyOf(counts);
    rules = List.copyOf(rules);
  }

  static SiteNote ofHop(boolean hasRows) {
    return new SiteNote(hasRows, 0, List.of(), List.of(), false);
  }
}
