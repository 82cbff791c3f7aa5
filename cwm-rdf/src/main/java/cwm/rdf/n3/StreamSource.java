package cwm.rdf.n3;

import cwm.rdf.term.BlankNode;
import java.io.InputStream;

/// A document that can be read only once, such as standard input or a request's body.
record StreamSource(String name, InputStream open, long loadId) implements Source {
  private static final long STREAM = 0x73747265616dL;

  @Override
  public BlankNode digest() {
    return BlankNode.of(STREAM, loadId);
  }
}
