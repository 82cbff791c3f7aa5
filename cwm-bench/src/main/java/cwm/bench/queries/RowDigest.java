package cwm.bench.queries;

import java.io.OutputStream;

/// Takes rows as TSV, and tells how many there were and a hash of them that does not depend on
/// their order.
final class RowDigest extends OutputStream {
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private long lineCount;
  private long sum;
  private long line;

  @Override
  public void write(int value) {
    if (value == '\n') {
      lineCount++;
      sum += (line ^ (line >>> 32)) * MULTIPLIER;
      line = 0;
    } else {
      line = (line + value + 1) * MULTIPLIER;
    }
  }

  /// Without the line that names the variables.
  long rowCount() {
    return lineCount - 1;
  }

  long hash() {
    return sum;
  }
}
