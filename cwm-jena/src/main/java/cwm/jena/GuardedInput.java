package cwm.jena;

import cwm.rdf.RdfException;
import cwm.rdf.n3.ReadFailure;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A document's bytes on their way to a parser that has no limits of its own.
///
/// It ends the reading where brackets nest too deep for the parser's stack, or where so much is
/// read without a statement that the parser must be keeping it in memory.
final class GuardedInput extends InputStream {
  /// What a statement may take, in tokens of the greatest length.
  private static final int TOKENS_PER_STATEMENT = 4;

  /// What parsers read ahead, and more.
  private static final long BUFFERED_BYTES = 1 << 20;

  private final String name;
  private final InputStream stream;
  private final NestingMeter meter;
  private final int depthMax;
  private final long bytesWithoutStatementMax;
  private long bytesWithoutStatement;
  private boolean isTooLong;
  private @Nullable IOException failure;

  GuardedInput(Source source, Nesting nesting, int depthMax, ReaderLimits limits) {
    name = source.name();
    stream = source.open();
    meter = new NestingMeter(nesting);
    this.depthMax = depthMax;
    bytesWithoutStatementMax = TOKENS_PER_STATEMENT * limits.tokenBytesMax() + BUFFERED_BYTES;
  }

  /// Notes that a statement has come of what was read.
  void noteStatement() {
    bytesWithoutStatement = 0;
  }

  boolean isTooDeep() {
    return meter.depthSeen() > depthMax;
  }

  int depthMax() {
    return depthMax;
  }

  boolean isTooLong() {
    return isTooLong;
  }

  long bytesWithoutStatementMax() {
    return bytesWithoutStatementMax;
  }

  /// @throws RdfException `CANNOT_READ` if the source has failed, whatever the parser made of that
  void rethrowFailure() {
    if (failure != null) {
      throw ReadFailure.of(name, failure);
    }
  }

  /// Reads what the parser has left, since packed bytes may turn out to be damaged at their end.
  void requireWhole() throws IOException {
    try {
      stream.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int start, int count) throws IOException {
    int read;
    try {
      read = stream.read(target, start, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    if (read > 0) {
      meter.pass(target, start, start + read);
      bytesWithoutStatement += read;
      isTooLong = bytesWithoutStatement > bytesWithoutStatementMax;
      if (isTooLong || isTooDeep()) {
        throw new IOException("beyond the limits of the reader");
      }
    }
    return read;
  }

  /// Does nothing: parsers close what they read, and what they leave is still to be read.
  @Override
  public void close() {}

  void closeSource() {
    try {
      stream.close();
    } catch (IOException e) {
      throw ReadFailure.of(name, e);
    }
  }
}
