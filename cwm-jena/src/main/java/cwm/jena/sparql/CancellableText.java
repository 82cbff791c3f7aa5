package cwm.jena.sparql;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.jena.query.QueryCancelledException;

/// A text that can be read until a query is to end.
///
/// A regular expression that backtracks without end reads its text without end: this stops it.
final class CancellableText implements CharSequence {
  /// How many reads come between two looks at the signal; a power of two.
  private static final int READS = 1 << 10;

  private final String text;
  private final AtomicBoolean cancelSignal;
  private int readCount;

  CancellableText(String text, AtomicBoolean cancelSignal) {
    this.text = text;
    this.cancelSignal = cancelSignal;
  }

  @Override
  public char charAt(int index) {
    readCount = (readCount + 1) & (READS - 1);
    if (readCount == 0 && cancelSignal.get()) {
      throw new QueryCancelledException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
