package cwm.reasoner.engine;

import java.util.List;

/// Where a run that was broken off is taken up, by sites that may be others: at a superstep whose
/// barrier all had passed ([History]).
///
/// The store of each site has, as a generation for each superstep, what it owns of the facts of
/// that superstep, from generation 1 on up to this one, which is open; and before that what inputs
/// state.
///
/// What rules can conclude from facts of all but the last two of these supersteps is there by then,
/// whichever facts mirrors had: these come a superstep later, and what follows for others one more.
/// So rules go on as if they had read these facts and no others, and the last two supersteps are
/// done again.
///
/// @param strata by superstep, from 1 on, up to this one, which stratum it ran; the end of a run
///   has as many as there were
/// @param isEnd whether this one is the end of a run: then all is done, and nothing again
public record Resumption(List<Integer> strata, boolean isEnd) {
  /// The first superstep that can be taken up.
  public static final int FIRST = 2;

  public Resumption {
    strata = List.copyOf(strata);
    if (strata.size() < FIRST) {
      throw new IllegalArgumentException(
          "superstep %d cannot be taken up".formatted(strata.size()));
    }
  }

  /// The superstep to take up.
  public int superstep() {
    return strata.size();
  }

  /// The last generation that rules have read.
  int seen() {
    return superstep() - (isEnd ? 1 : 2);
  }

  /// Whether the rules of a stratum have read so far.
  boolean hasRun(int stratum) {
    int current = strata.getLast();
    return stratum < current || (stratum == current && strata.get(superstep() - 2) >= current);
  }
}
