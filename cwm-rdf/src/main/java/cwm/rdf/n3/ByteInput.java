package cwm.rdf.n3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A document's bytes, a window at a time, and the line and column of any place in the window.
///
/// Scanners read `buffer` from `position` on. They need not compare with `limit` for every byte:
/// the byte there is always 0, which belongs to no token, so whoever meets a 0 asks whether it is
/// the limit and calls [#more()]. Behind it there is the room that [Swar] asks for.
///
/// Bytes from `tokenStart` on are kept while a token is read; in between, what was read is dropped.
/// Columns count characters, so a scanner takes characters of several bytes by [#readCharacter()],
/// and calls [#newLine(int)] for each line feed it passes.
final class ByteInput implements AutoCloseable {
  private static final int WINDOW_BYTES = 1 << 16;
  private static final int NO_TOKEN = -1;

  /// How much longer than allowed a token may get before its beginning is dropped: more than any
  /// scanner looks ahead.
  private static final int TOO_LONG_BYTES = WINDOW_BYTES / 2;

  byte[] buffer = new byte[WINDOW_BYTES + Swar.BYTES];
  int position;
  int limit;

  private final String name;
  private final InputStream stream;
  private final long tokenBytesMax;
  private int tokenStart = NO_TOKEN;
  private boolean isTokenCut;
  private boolean exhausted;

  /// Offset in the document of `buffer[0]`.
  private long windowOffset;

  private int line = 1;
  private long lineOffset;
  private long lineContinuationBytes;

  ByteInput(Source source, long tokenBytesMax) {
    this(source.name(), source.open(), 0, tokenBytesMax);
  }

  /// The rest of a document.
  ///
  /// @param offset where in the document it starts, which is the start of a line
  ByteInput(String name, InputStream stream, long offset, long tokenBytesMax) {
    this.name = name;
    this.stream = stream;
    this.tokenBytesMax = tokenBytesMax;
    windowOffset = offset;
    lineOffset = offset;
  }

  /// Goes on with bytes in memory, `bytes[0, length)`, as if they were a document.
  ///
  /// @param bytes holds a 0 at `length` and has the room that [Swar] asks for; nobody else changes
  ///   it meanwhile
  /// @param offset where in the document they start, which is the start of a line
  void restart(byte[] bytes, int length, long offset) {
    buffer = bytes;
    position = 0;
    limit = length;
    tokenStart = NO_TOKEN;
    isTokenCut = false;
    exhausted = true;
    windowOffset = offset;
    line = 1;
    lineOffset = offset;
    lineContinuationBytes = 0;
  }

  /// At the start of the document, passes a byte order mark if there is one.
  void passByteOrderMark() {
    if (peek(2) == 0xbf && peek(1) == 0xbb && peek(0) == 0xef) {
      position = 3;
      lineOffset = 3;
    }
  }

  // ---------------------------------------------------------------- bytes

  /// Reads on behind `limit`, and moves what is kept to the front: indices change, relative to
  /// `tokenStart` they stay.
  ///
  /// @return false at the end of the document
  boolean more() {
    if (exhausted) {
      return false;
    }
    makeRoom();
    try {
      int count = stream.read(buffer, limit, buffer.length - Swar.BYTES - limit);
      exhausted = count < 0;
      limit += Math.max(count, 0);
    } catch (IOException e) {
      throw ReadFailure.of(name, e);
    }
    buffer[limit] = 0;
    return !exhausted;
  }

  private void makeRoom() {
    if (tokenStart != NO_TOKEN && limit - tokenStart >= tokenBytesMax + TOO_LONG_BYTES) {
      isTokenCut = true;
      tokenStart = position;
    }
    int kept = tokenStart == NO_TOKEN ? position : tokenStart;
    if (kept > 0) {
      System.arraycopy(buffer, kept, buffer, 0, limit - kept);
      windowOffset += kept;
      position -= kept;
      limit -= kept;
      tokenStart = tokenStart == NO_TOKEN ? NO_TOKEN : 0;
    }
    if (limit == buffer.length - Swar.BYTES) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * limit, tokenBytesMax + WINDOW_BYTES));
    }
  }

  /// The byte at `ahead` places behind the position, from 0 to 255, or -1 behind the document's
  /// end.
  int peek(int ahead) {
    while (limit - position <= ahead) {
      if (!more()) {
        return -1;
      }
    }
    return buffer[position + ahead] & 0xff;
  }

  /// Reads the character at the position.
  ///
  /// @return its code point, or [Utf8#INVALID] if the bytes are not UTF-8; then one byte was read
  int readCharacter() {
    int codePoint = peekCharacter();
    passCharacter(codePoint);
    return codePoint;
  }

  /// The code point at the position, or [Utf8#INVALID].
  int peekCharacter() {
    peek(Utf8.BYTES_MAX - 1);
    return Utf8.decode(buffer, position);
  }

  /// Passes the character that was peeked at.
  void passCharacter(int codePoint) {
    int bytes = codePoint == Utf8.INVALID ? 1 : Utf8.length(codePoint);
    position += bytes;
    lineContinuationBytes += bytes - 1;
  }

  // ---------------------------------------------------------------- tokens

  /// From here on bytes are kept.
  void startToken() {
    tokenStart = position;
    isTokenCut = false;
  }

  /// Bytes before the position need not be kept any longer.
  void endToken() {
    tokenStart = NO_TOKEN;
  }

  int tokenStart() {
    return tokenStart;
  }

  /// Whether the token, which ends at the position, is longer than allowed.
  boolean isTokenTooLong() {
    return isTokenCut || position - tokenStart > tokenBytesMax;
  }

  /// Whether the token is so much too long that its beginning had to be dropped.
  boolean isTokenCut() {
    return isTokenCut;
  }

  long tokenBytesMax() {
    return tokenBytesMax;
  }

  // ---------------------------------------------------------------- places

  /// The offset in the document of `buffer[index]`.
  long offset(int index) {
    return windowOffset + index;
  }

  int line() {
    return line;
  }

  /// The column, from 1, of `buffer[index]`, which is on the current line and not before the last
  /// character passed.
  int column(int index) {
    long column = windowOffset + index - lineOffset - lineContinuationBytes + 1;
    return (int) Math.min(column, Integer.MAX_VALUE);
  }

  /// Where the current line starts in the buffer; negative if that was dropped.
  long lineStart() {
    return lineOffset - windowOffset;
  }

  /// Whether the end of the line at the position is in the buffer.
  boolean hasLineEnd() {
    for (int i = position; i < limit; i++) {
      if (buffer[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /// Notes that the line that starts at `index` is the current one.
  void newLine(int index) {
    line++;
    lineOffset = windowOffset + index;
    lineContinuationBytes = 0;
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw ReadFailure.of(name, e);
    }
  }
}
