package cwm.rdf.n3;

/// Text that knows its column, and can find out whether something fits on the line before it
/// decides how to lay it out.
final class PrettyText {
  private static final int WIDTH = 100;
  private static final int INDENT = 4;

  /// From here on deeper levels are not indented any further, so that there is room left for text.
  private static final int INDENTED_LEVEL_MAX = 12;

  private static final int DRAIN_LENGTH = 1 << 16;
  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final Utf8Output out;
  private final StringBuilder text = new StringBuilder();
  private int lineStart; // in `text`; negative if the line's beginning has been drained
  private int lineLevel;
  private int trialEnd = UNLIMITED; // length of `text` that a trial on one line must not exceed

  PrettyText(Utf8Output out) {
    this.out = out;
  }

  PrettyText append(String token) {
    text.append(token);
    int lineBreak = token.lastIndexOf('\n');
    if (lineBreak >= 0) {
      lineStart = text.length() - token.length() + lineBreak + 1;
    }
    return this;
  }

  /// Starts a line that is indented by `level` steps; on a line that must stay one, a space.
  void newLine(int level) {
    if (isOneLine()) {
      text.append(' ');
      return;
    }
    if (text.length() > DRAIN_LENGTH) {
      drain();
    }
    text.append('\n');
    lineStart = text.length();
    lineLevel = level;
    text.repeat(' ', INDENT * Math.min(level, INDENTED_LEVEL_MAX));
  }

  /// How many steps the line is indented.
  int level() {
    return lineLevel;
  }

  /// Writes what `line` writes if that fits on the rest of this line, with `reserved` columns to
  /// spare. Otherwise returns false and leaves the text as it was.
  ///
  /// Within `line` nothing is tried any more: all of it goes on the one line.
  boolean fits(int reserved, Runnable line) {
    if (isOneLine()) {
      line.run();
      return true;
    }
    int mark = text.length();
    int markedLineStart = lineStart;
    trialEnd = lineStart + WIDTH - reserved;
    line.run();
    boolean fitted = !isTooLong() && lineStart == markedLineStart;
    trialEnd = UNLIMITED;
    if (!fitted) {
      text.setLength(mark);
      lineStart = markedLineStart;
    }
    return fitted;
  }

  /// Whether all must go on this line.
  boolean isOneLine() {
    return trialEnd != UNLIMITED;
  }

  /// Whether a trial has failed already, so that it is not worth going on with it.
  boolean isTooLong() {
    return text.length() > trialEnd;
  }

  /// Whether `length` more characters make a trial fail.
  boolean isTooLong(int length) {
    return length > trialEnd - text.length();
  }

  /// Makes a trial fail.
  void giveUp() {
    assert isOneLine();
    trialEnd = -1;
  }

  /// Hands the text to the output. Not within a trial.
  void drain() {
    assert !isOneLine();
    out.text(text.toString());
    lineStart -= text.length();
    text.setLength(0);
  }
}
