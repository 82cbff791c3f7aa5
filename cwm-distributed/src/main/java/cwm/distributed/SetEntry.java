package cwm.distributed;

import cwm.ipc.IpcException;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.TripleBatch;
import cwm.ipc.wire.WireBuffer;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.nio.ByteBuffer;
import java.util.Optional;

/// An entry of the log of a set: what a job changes in the facts that inputs state.
///
/// As bytes: version and kind, a byte each; the job, eight bytes; and facts as a message with a
/// table of their terms, so that each entry can be read by itself, or eight bytes for an index.
sealed interface SetEntry {
  /// The job that it belongs to.
  long job();

  /// Facts that inputs state, if the job ends well.
  record Stated(long job, TripleList facts) implements SetEntry {}

  /// Facts that no input states any more then.
  record Unstated(long job, TripleList facts) implements SetEntry {}

  /// Facts that another set keeps from then on. Their place in the order of inputs stays known.
  record Moved(long job, TripleList facts) implements SetEntry {}

  /// Facts in the order in which an input states them: behind all whose place is known.
  record Ordered(long job, TripleList facts) implements SetEntry {}

  /// What was noted for a job holds from now on, and what was noted for earlier ones never will.
  ///
  /// @param keptIndex up to which entry all who keep the facts are known to have the log
  record Settled(long job, long keptIndex) implements SetEntry {}

  /// The version of these bytes.
  int VERSION = 1;

  /// The kind of [Settled].
  int SETTLED = 5;

  /// Bytes before the facts.
  int HEAD_BYTES = 10;

  /// The entry as bytes.
  ///
  /// @param dictionary of its facts
  static Bytes encode(SetEntry entry, TermDictionary dictionary) {
    var out = new WireBuffer(1 << 12);
    out.put((byte) VERSION);
    out.put((byte) kind(entry));
    out.put(bytes(entry.job()), 0, Long.BYTES);
    TripleList facts =
        switch (entry) {
          case Stated(_, var stated) -> stated;
          case Unstated(_, var unstated) -> unstated;
          case Moved(_, var moved) -> moved;
          case Ordered(_, var ordered) -> ordered;
          case Settled _ -> new TripleList();
        };
    if (entry instanceof Settled(_, long keptIndex)) {
      out.put(bytes(keptIndex), 0, Long.BYTES);
    } else {
      TripleBytes.write(TripleBatch.of(facts, dictionary), dictionary, out);
    }
    return Bytes.copyOf(out.array(), 0, out.size());
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static int kind(SetEntry entry) {
    return switch (entry) {
      case Stated _ -> 1;
      case Unstated _ -> 2;
      case Moved _ -> 3;
      case Ordered _ -> 4;
      case Settled _ -> SETTLED;
    };
  }

  /// The entry that was encoded.
  ///
  /// @param dictionary takes the terms of its facts
  /// @throws IpcException `MALFORMED`
  static SetEntry decode(Bytes bytes, TermDictionary dictionary) {
    byte[] array = bytes.toArray();
    requireHead(array);
    long job = ByteBuffer.wrap(array).getLong(2);
    return switch (array[1]) {
      case 1 -> new Stated(job, facts(array, dictionary));
      case 2 -> new Unstated(job, facts(array, dictionary));
      case 3 -> new Moved(job, facts(array, dictionary));
      case 4 -> new Ordered(job, facts(array, dictionary));
      case SETTLED -> settled(array, job);
      default -> throw malformed("unknown kind " + array[1]);
    };
  }

  /// The entry that was encoded, if it is the end of a job: for who wants no facts.
  ///
  /// @throws IpcException `MALFORMED`
  static Optional<Settled> decodeEnd(Bytes bytes) {
    byte[] array = bytes.toArray();
    requireHead(array);
    return array[1] == SETTLED
        ? Optional.of(settled(array, ByteBuffer.wrap(array).getLong(2)))
        : Optional.empty();
  }

  private static void requireHead(byte[] array) {
    if (array.length < HEAD_BYTES || array[0] != VERSION) {
      throw malformed("it is no entry of version " + VERSION);
    }
  }

  private static Settled settled(byte[] array, long job) {
    if (array.length != HEAD_BYTES + Long.BYTES) {
      throw malformed("%d bytes of the end of a job".formatted(array.length));
    }
    return new Settled(job, ByteBuffer.wrap(array).getLong(HEAD_BYTES));
  }

  private static TripleList facts(byte[] array, TermDictionary dictionary) {
    return Parcels.facts(TripleBytes.read(array, HEAD_BYTES, dictionary), dictionary);
  }

  private static IpcException malformed(String why) {
    return new IpcException(IpcException.Code.MALFORMED, "an entry of a set's log: " + why);
  }
}
