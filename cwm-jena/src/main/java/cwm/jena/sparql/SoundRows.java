package cwm.jena.sparql;

import java.util.List;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.RowSet;

/// Rows that end only if nothing has failed while they were found.
final class SoundRows implements RowSet {
  private final RowSet rows;
  private final Runnable requireSound;

  /// @param requireSound throws what has failed, if something has
  SoundRows(RowSet rows, Runnable requireSound) {
    this.rows = rows;
    this.requireSound = requireSound;
  }

  @Override
  public boolean hasNext() {
    boolean isMore = rows.hasNext();
    if (!isMore) {
      requireSound.run();
    }
    return isMore;
  }

  @Override
  public Binding next() {
    return rows.next();
  }

  @Override
  public List<Var> getResultVars() {
    return rows.getResultVars();
  }

  @Override
  public long getRowNumber() {
    return rows.getRowNumber();
  }

  @Override
  public void close() {
    rows.close();
  }
}
