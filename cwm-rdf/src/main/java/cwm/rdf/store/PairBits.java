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
  private static final int CHUNK_SHIFT = 8;
  private static final int CHUNK_LINES = 1 << CHUNK_SHIFT;
  private static final long[][] NO_LINES = new long[0][];

  private final boolean linesAreSubjects;

  // For each value its line, in chunks: the number of the line's first word, and the words.
  private long[][][] chunks = new long[0][][];
  private long bytes;

  PairBits(boolean linesAreSubjects) {
    this.linesAreSubjects = linesAreSubjects;
  }

  /// An empty set whose lines are on the same side.
  PairBits sameSide() {
    return new PairBits(linesAreSubjects);
  }

  boolean contains(long pair) {
    int line = line(pair);
    if (line >>> CHUNK_SHIFT >= chunks.length) {
      return false;
    }
    long[][] lines = chunks[line >>> CHUNK_SHIFT];
    if (lines.length == 0) {
      return false;
    }
    long[] words = lines[line & (CHUNK_LINES - 1)];
    int bit = bit(pair);
    int at = (bit >>> 6) - (int) words[0];
    return at >= 0 && at < words.length - 1 && (words[at + 1] & (1L << bit)) != 0;
  }

  /// Adds a pair.
  ///
  /// @return false if it was not added since the set would hold more than `bytesMax`
  boolean add(long pair, long bytesMax) {
    long[][] lines = chunk(line(pair) >>> CHUNK_SHIFT);
    int line = line(pair) & (CHUNK_LINES - 1);
    long[] words = lines[line];
    int bit = bit(pair);
    int at = (bit >>> 6) - (int) words[0];
    if (at < 0 || at >= words.length - 1) {
      words = spanning(words, bit >>> 6);
      long grownBytes = bytes + (long) Long.BYTES * (words.length - lines[line].length);
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
    long[] words = chunks[line(pair) >>> CHUNK_SHIFT][line(pair) & (CHUNK_LINES - 1)];
    int bit = bit(pair);
    words[(bit >>> 6) - (int) words[0] + 1] &= ~(1L << bit);
  }

  /// The chunk with this number, to be written to.
  private long[][] chunk(int number) {
    if (number >= chunks.length) {
      int length = Math.max(number + 1, chunks.length + (chunks.length >> 1));
      bytes += (long) Integer.BYTES * (length - chunks.length);
      int from = chunks.length;
      chunks = Arrays.copyOf(chunks, length);
      Arrays.fill(chunks, from, length, NO_LINES);
    }
    if (chunks[number].length == 0) {
      chunks[number] = new long[CHUNK_LINES][];
      Arrays.fill(chunks[number], NO_LINE);
      bytes += Integer.BYTES * CHUNK_LINES;
    }
    return chunks[number];
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
