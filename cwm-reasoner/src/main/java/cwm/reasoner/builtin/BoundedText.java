package cwm.reasoner.builtin;

/// A text that can be read a limited number of times.
///
/// A regular expression that backtracks without end reads its text without end: this stops it.
final class BoundedText implements CharSequence {

  /// Says that the limit was reached.
  static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExhaustedException() {
      super("the regular expression reads its text too often", null, false, false);
    }
  }

  private final String text;
  private long readsLeft;

  BoundedText(String text, long readsMax) {
    this.text = text;
    this.readsLeft = readsMax;
  }

  @Override
  public char charAt(int index) {
    if (--readsLeft < 0) {
      throw new ExhaustedException();
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
