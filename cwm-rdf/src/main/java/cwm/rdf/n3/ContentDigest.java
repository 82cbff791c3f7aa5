package cwm.rdf.n3;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.ContentHash;
import java.io.IOException;
import java.io.InputStream;

/// A 128-bit content hash of a stream of bytes.
///
/// The bytes are hashed in blocks of a fixed size, each in two lanes, so that the digest does not
/// depend on how much a read happens to return. Like every content hash it is the same on every
/// machine and no defence against collisions made on purpose.
final class ContentDigest {
  private static final int BLOCK_BYTES = 1 << 16;
  private static final long HIGH_LANE = 0x64696765737431L;
  private static final long LOW_LANE = 0x64696765737432L;

  private ContentDigest() {}

  /// The digest of all bytes left in `stream`, which stays open.
  static BlankNode of(InputStream stream) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    long high = ContentHash.start(HIGH_LANE);
    long low = ContentHash.start(LOW_LANE);
    int length;
    do {
      length = stream.readNBytes(block, 0, BLOCK_BYTES);
      high = ContentHash.combine(high, ContentHash.ofBytes(HIGH_LANE, block, 0, length));
      low = ContentHash.combine(low, ContentHash.ofBytes(LOW_LANE, block, 0, length));
    } while (length == BLOCK_BYTES);
    return new BlankNode(high, low);
  }
}
