package cwm.reasoner.plan;

import cwm.rdf.store.FactTable;

/// Which facts a pattern may match, by the generation they came in.
///
/// Semi-naive evaluation gives one pattern of a body the delta, those before it the older facts and
/// those after it both (Abiteboul, Hull, Vianu, *Foundations of Databases*, §13.1), so that no
/// instance of a rule is computed twice.
public enum RowRange {
  /// Facts of generations up to the one last seen.
  OLD,
  /// Facts of generations after that.
  DELTA,
  /// Both.
  ALL;

  int start(FactTable table, Window window) {
    return this == DELTA ? table.rowCountAt(window.seen()) : 0;
  }

  int end(FactTable table, Window window) {
    return table.rowCountAt(this == OLD ? window.seen() : window.last());
  }

  /// The generations that one evaluation reads.
  ///
  /// @param seen the last generation that earlier evaluations have read; -1 for none
  /// @param last the last generation to read; facts that come later, in this very evaluation too,
  ///   are not seen
  public record Window(int seen, int last) {
    /// Nothing at all.
    static final Window NONE = new Window(-1, -1);
  }
}
