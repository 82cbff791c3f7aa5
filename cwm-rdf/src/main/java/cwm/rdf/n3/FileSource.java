package cwm.rdf.n3;

import cwm.rdf.term.BlankNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// A document in a file, packed by gzip if its name says so.
record FileSource(String name, Path path) implements Source {
  private static final int GZIP_WINDOW_BYTES = 1 << 16;

  @Override
  public InputStream open() {
    try {
      InputStream stored = Files.newInputStream(path);
      return isPacked() ? unpack(stored) : stored;
    } catch (IOException e) {
      throw ReadFailure.of(name, e);
    }
  }

  @Override
  public BlankNode digest() {
    try (InputStream stored = Files.newInputStream(path)) {
      return ContentDigest.of(stored);
    } catch (IOException e) {
      throw ReadFailure.of(name, e);
    }
  }

  private boolean isPacked() {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  private static InputStream unpack(InputStream stored) throws IOException {
    try {
      return new GZIPInputStream(stored, GZIP_WINDOW_BYTES);
    } catch (IOException e) {
      stored.close();
      throw e;
    }
  }
}
