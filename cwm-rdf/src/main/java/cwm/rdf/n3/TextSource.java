package cwm.rdf.n3;

import cwm.rdf.term.BlankNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// A document held in memory; it has the identity of a file with the same bytes.
record TextSource(String name, String text) implements Source {

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public BlankNode digest() {
    try (InputStream bytes = open()) {
      return ContentDigest.of(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail to be read", e);
    }
  }
}
