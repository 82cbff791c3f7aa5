package cwm.rdf.store;

import cwm.rdf.RdfException;

/// A list, formula or triple term would nest deeper than [TermDictionary#DEPTH_MAX].
public final class TermTooDeepException extends RdfException {
  private static final long serialVersionUID = 1;

  TermTooDeepException(int depth) {
    super(
        "TERM_TOO_DEEP",
        "a term nests %,d levels deep; at most %,d are supported; does a rule build ever longer terms?"
            .formatted(depth, TermDictionary.DEPTH_MAX));
  }
}
