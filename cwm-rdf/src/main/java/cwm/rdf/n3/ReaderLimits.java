package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;

/// What the reader takes before it calls a document faulty, so that hostile input costs bounded
/// memory.
///
/// @param depthMax how deep lists, formulas and triple terms may nest in one another, at most
///   [TermDictionary#DEPTH_MAX]; and ten times as many brackets of all kinds may be open
/// @param tokenBytesMax length of one IRI, name or literal in bytes. Reading one takes up to four
///   times its length in memory, the dictionary's copy included. Comments may have any length
/// @param diagnosticCountMax how many mistakes are reported; one more says that others are left out
public record ReaderLimits(int depthMax, long tokenBytesMax, int diagnosticCountMax) {
  public static final ReaderLimits DEFAULT = new ReaderLimits(500, 64L << 20, 100);

  private static final long TOKEN_BYTES_LIMIT = 1L << 30;

  public ReaderLimits {
    requireWithin("depthMax", depthMax, TermDictionary.DEPTH_MAX);
    requireWithin("tokenBytesMax", tokenBytesMax, TOKEN_BYTES_LIMIT);
    requireWithin("diagnosticCountMax", diagnosticCountMax, Integer.MAX_VALUE);
  }

  private static void requireWithin(String name, long value, long max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "%s is %,d; it must be from 1 to %,d".formatted(name, value, max));
    }
  }
}
