package cwm.rdf.n3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a document into chunks of whole lines, in order. For any number of threads, one at a time.
final class ChunkSource {
  /// A line of more chunks than this is not read in memory as a whole.
  private static final int LINE_CHUNKS_MAX = 64;

  private final InputStream stream;
  private final int chunkBytes;

  /// The beginning of the next chunk, which was read with the one before.
  private byte[] ahead = new byte[0];

  private long offset;
  private long chunkCount;
  private boolean isAtEnd;
  private @Nullable Throwable failure;

  ChunkSource(InputStream stream, int chunkBytes) {
    this.stream = stream;
    this.chunkBytes = chunkBytes;
  }

  /// Fills a chunk, whatever it held.
  ///
  /// @return false if there are no more, or reading failed
  synchronized boolean fill(Chunk chunk) {
    if (isAtEnd) {
      return false;
    }
    chunk.clear(chunkBytes);
    try {
      cut(chunk, readInto(chunk));
    } catch (IOException e) {
      failure = e;
      isAtEnd = true;
    } catch (RuntimeException | Error e) {
      failure = e;
      isAtEnd = true;
      chunk.setLength(0);
    }
    if (chunk.length == 0) {
      return false;
    }
    chunk.offset = offset;
    chunk.number = chunkCount++;
    offset += chunk.length;
    return true;
  }

  /// Reads until the chunk holds the end of a line and is full.
  ///
  /// @return how many of the bytes are whole lines; all, if the document ends or the line is longer
  ///   than any should be
  private int readInto(Chunk chunk) throws IOException {
    chunk.setLength(0);
    while (chunk.capacity() < ahead.length) {
      chunk.grow();
    }
    System.arraycopy(ahead, 0, chunk.bytes, 0, ahead.length);
    int length = ahead.length;
    ahead = new byte[0];
    int searched = 0;
    while (true) {
      length = fillUp(chunk, length);
      if (length < chunk.capacity()) {
        isAtEnd = true;
        return length;
      }
      int end = endOfLines(chunk.bytes, searched, length);
      if (end > 0) {
        return end;
      }
      if (length >= (long) LINE_CHUNKS_MAX * chunkBytes) {
        chunk.isRest = true;
        isAtEnd = true;
        return length;
      }
      searched = length;
      chunk.grow();
    }
  }

  /// Reads until the chunk is full or the document ends.
  ///
  /// @return how many bytes are in it, of which there were `length` before
  private int fillUp(Chunk chunk, int length) throws IOException {
    int filled = length;
    try {
      while (filled < chunk.capacity()) {
        int count = stream.read(chunk.bytes, filled, chunk.capacity() - filled);
        if (count < 0) {
          break;
        }
        filled += count;
      }
    } catch (IOException e) {
      chunk.setLength(endOfLines(chunk.bytes, 0, filled));
      throw e;
    }
    chunk.setLength(filled);
    return filled;
  }

  private static int endOfLines(byte[] bytes, int start, int end) {
    for (int i = end; i > start; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    return 0;
  }

  /// Leaves `end` bytes in the chunk and keeps the others for the next.
  private void cut(Chunk chunk, int end) {
    if (end < chunk.length) {
      ahead = Arrays.copyOfRange(chunk.bytes, end, chunk.length);
      chunk.setLength(end);
    }
  }

  /// The document from the chunk on.
  InputStream rest(Chunk chunk) {
    return new SequenceInputStream(new ByteArrayInputStream(chunk.bytes, 0, chunk.length), stream);
  }

  /// How many chunks there were so far.
  synchronized long chunkCount() {
    return chunkCount;
  }

  /// Whether there will be no more.
  synchronized boolean isAtEnd() {
    return isAtEnd;
  }

  /// What reading failed with.
  synchronized @Nullable Throwable failure() {
    return failure;
  }
}
