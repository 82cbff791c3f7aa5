package cwm.rdf.store;

import java.util.Arrays;

/// A set of (subject, object) pairs as bits, for relations in which many of the possible pairs are
/// there, such as the closure of a graph or the members of a few classes.
///
/// One side is the *line*, the one with fewer values; for each of its values there is a line of
/// bits that spans the values of the other side it has been seen with. Terms that come together
/// have ids near each other, so lines are short and a probe mostly hits a cache.
///
/// One thread changes it; as long as it does not, any number may read.
final class PairBits {
  private static final long[] NO_LINE = {0};

  private final boolean linesAreSubjects;

  // For each value from `lineBase` on: the number of its line's first word, and the words.
  private long[][] lines = new long[0][];
  private int lineBase;
  private long bytes;

  PairBits(boolean linesAreSubjects) {
    this.linesAreSubjects = linesAreSubjects;
  }

  /// An empty set whose lines are on the same side.
  PairBits sameSide() {
    return new PairBits(linesAreSubjects);
  }

  boolean contains(long pair) {
    int line = line(pair) - lineBase;
    if (line < 0 || line >= lines.length) {
      return false;
    }
    long[] words = lines[line];
    int bit = bit(pair);
    int at = (bit >>> 6) - (int) words[0];
    return at >= 0 && at < words.length - 1 && (words[at + 1] & (1L << bit)) != 0;
  }

  /// Adds a pair.
  ///
  /// @return false if it was not added since the set would hold more than `bytesMax`
  boolean add(long pair, long bytesMax) {
    int line = line(pair) - lineBase;
    if (line < 0 || line >= lines.length) {
      if (!spanLine(line(pair), bytesMax)) {
        return false;
      }
      line = line(pair) - lineBase;
    }
    long[] words = lines[line];
    int bit = bit(pair);
    int at = (bit >>> 6) - (int) words[0];
    if (at < 0 || at >= words.length - 1) {
      words = spanning(words, bit >>> 6);
      long grownBytes = bytes + 8L * (words.length - lines[line].length);
      if (grownBytes > bytesMax) {
        return false;
      }
      bytes = grownBytes;
      lines[line] = words;
      at = (bit >>> 6) - (int) words[0];
    }
    words[at + 1] |= 1L << bit;
    return true;
  }

  /// Takes out a pair that is there.
  void remove(long pair) {
    long[] words = lines[line(pair) - lineBase];
    int bit = bit(pair);
    words[(bit >>> 6) - (int) words[0] + 1] &= ~(1L << bit);
  }

  private boolean spanLine(int line, long bytesMax) {
    int end = lineBase + lines.length;
    int newBase = lines.length == 0 ? line : Math.min(lineBase, line);
    int newEnd = lines.length == 0 ? line + 1 : Math.max(end, line + 1);
    int slack = (newEnd - newBase) / 4;
    newBase = newBase < lineBase && lines.length > 0 ? Math.max(0, newBase - slack) : newBase;
    long length = (long) newEnd + (newEnd > end ? slack : 0) - newBase;
    if (bytes + 4 * (length - lines.length) > bytesMax) {
      return false;
    }
    long[][] spanned = new long[(int) length][];
    Arrays.fill(spanned, NO_LINE);
    System.arraycopy(lines, 0, spanned, lines.length == 0 ? 0 : lineBase - newBase, lines.length);
    bytes += 4 * (length - lines.length);
    lines = spanned;
    lineBase = newBase;
    return true;
  }

  /// A longer line, which has the word `word` too, and some more beyond it for the next to come.
  private static long[] spanning(long[] words, int word) {
    if (words.length == 1) {
      return new long[] {word, 0};
    }
    int first = (int) words[0];
    int end = first + words.length - 1;
    int slack = (words.length - 1) / 2;
    int newFirst = word < first ? Math.max(0, word - slack) : first;
    int newEnd = word >= end ? word + 1 + slack : end;
    long[] spanned = new long[newEnd - newFirst + 1];
    spanned[0] = newFirst;
    System.arraycopy(words, 1, spanned, 1 + first - newFirst, words.length - 1);
    return spanned;
  }

  private int line(long pair) {
    return linesAreSubjects ? FactTable.subject(pair) : FactTable.object(pair);
  }

  private int bit(long pair) {
    return linesAreSubjects ? FactTable.object(pair) : FactTable.subject(pair);
  }
}
