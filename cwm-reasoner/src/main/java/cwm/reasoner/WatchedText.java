package cwm.reasoner;

/// A text that has somebody look, every so many times that a character of it is read, whether
/// reading is to go on.
///
/// A regular expression that backtracks without end reads its text without end: whoever looks stops
/// it by an exception.
///
/// Owned by one thread.
public final class WatchedText implements CharSequence {
  private final String text;
  private final long readsPerLook;
  private final Runnable look;
  private long readsLeft;

  /// @param readsPerLook the first look is at this read, each other as many reads later; positive
  /// @param look throws if reading is to end
  public WatchedText(String text, long readsPerLook, Runnable look) {
    this.text = text;
    this.readsPerLook = readsPerLook;
    this.look = look;
    readsLeft = readsPerLook;
  }

  @Override
  public char charAt(int index) {
    if (--readsLeft == 0) {
      readsLeft = readsPerLook;
      look.run();
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
