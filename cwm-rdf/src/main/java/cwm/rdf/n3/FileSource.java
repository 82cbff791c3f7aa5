package cwm.rdf.n3;

import cwm.rdf.term.BlankNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A document in a file, packed by gzip if its name says so.
record FileSource(String name, Path path) implements Source {

  @Override
  public InputStream open() {
    try {
      InputStream stored = Files.newInputStream(path);
      return isPacked() ? new GzipStream(stored) : stored;
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
}
