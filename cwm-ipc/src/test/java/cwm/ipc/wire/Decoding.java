package cwm.ipc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.IpcException;
import cwm.ipc.message.IpcMessage;
import cwm.rdf.store.TermDictionary;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;

/// What must hold whatever bytes a decoder gets.
final class Decoding {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// What a decoder and its dictionary take whatever they read, and Jackson's buffers.
  private static final long BYTES_BASE = 1 << 20;

  /// How many bytes may be allocated for each that came in.
  private static final long BYTES_FACTOR = 100;

  private Decoding() {}

  /// Decodes on a new connection. Checks that the outcome is a message that can be sent on, or an
  /// exception of the one kind; and that it cost no more than it may.
  static Optional<IpcMessage> check(SerializationFormat format, byte[] bytes) {
    long allocatedMax = BYTES_BASE + BYTES_FACTOR * bytes.length;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Optional<IpcMessage> message = decode(format, bytes);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > allocatedMax) {
      // Loading of classes counts too, which a fuzzer instruments on the way: but only once.
      before = THREADS.getCurrentThreadAllocatedBytes();
      message = decode(format, bytes);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated)
        .as("bytes allocated for a message of %,d", bytes.length)
        .isLessThanOrEqualTo(allocatedMax);
    message.ifPresent(
        sent -> assertThat(new Peers(format, Integer.MAX_VALUE).send(sent)).isEqualTo(sent));
    return message;
  }

  private static Optional<IpcMessage> decode(SerializationFormat format, byte[] bytes) {
    byte[] copy = bytes.clone();
    try {
      return Optional.of(format.decoder(new TermDictionary(), 100).decode(bytes, 0, bytes.length));
    } catch (IpcException e) {
      assertThat(e.code()).isEqualTo(IpcException.Code.MALFORMED);
      assertThat(e.getMessage()).matches("(?s)byte [0-9]+: .+").hasSizeLessThan(500);
      return Optional.empty();
    } finally {
      assertThat(Arrays.equals(bytes, copy)).as("input untouched").isTrue();
    }
  }
}
