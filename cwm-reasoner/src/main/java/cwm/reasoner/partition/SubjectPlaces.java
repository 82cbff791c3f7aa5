package cwm.reasoner.partition;

/// Which partition the facts about some subjects are in, by the subjects' content hashes, so that
/// it says the same on every machine.
///
/// An open-addressing table that is at most half full: 12 bytes a slot. Immutable; for any thread.
public final class SubjectPlaces {
  /// No subject's.
  public static final SubjectPlaces NONE = new Builder().build();

  // By slot; 0 where there is nothing. A subject whose hash is 0 is never in the table.
  private final long[] hashes;
  private final int[] partitions;
  private final int size;

  private SubjectPlaces(long[] hashes, int[] partitions, int size) {
    this.hashes = hashes;
    this.partitions = partitions;
    this.size = size;
  }

  /// Takes a subject and its partition.
  @FunctionalInterface
  public interface Sink {
    void accept(long hash, int partition);
  }

  /// How many subjects it has.
  public int size() {
    return size;
  }

  /// The partition of a subject, or [Partitioner#ANY] if it is none of these.
  int partitionOf(long hash) {
    int slot = slotOf(hashes, hash);
    return hashes[slot] == hash && hash != 0 ? partitions[slot] : Partitioner.ANY;
  }

  /// Hands all over, in no particular order.
  public void forEach(Sink sink) {
    for (int slot = 0; slot < hashes.length; slot++) {
      if (hashes[slot] != 0) {
        sink.accept(hashes[slot], partitions[slot]);
      }
    }
  }

  /// The slot that has a hash, or the free one where it belongs.
  private static int slotOf(long[] hashes, long hash) {
    int mask = hashes.length - 1;
    // Not by the bits that choose partitions, of which all in a table may have some alike.
    int slot = (int) ((hash * 0xd6e8feb86659fd93L) >>> 32) & mask;
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /// Makes a table. Used by one thread.
  public static final class Builder {
    private static final int SLOTS_FIRST = 4;

    private long[] hashes = new long[SLOTS_FIRST];
    private int[] partitions = new int[SLOTS_FIRST];
    private int size;

    /// Notes the partition of a subject, in place of an earlier one.
    public void put(long hash, int partition) {
      if (hash == 0) {
        return;
      }
      if (2 * (size + 1) > hashes.length) {
        grow();
      }
      int slot = slotOf(hashes, hash);
      if (hashes[slot] == 0) {
        hashes[slot] = hash;
        size++;
      }
      partitions[slot] = partition;
    }

    private void grow() {
      long[] oldHashes = hashes;
      int[] oldPartitions = partitions;
      hashes = new long[2 * oldHashes.length];
      partitions = new int[hashes.length];
      for (int old = 0; old < oldHashes.length; old++) {
        if (oldHashes[old] != 0) {
          int slot = slotOf(hashes, oldHashes[old]);
          hashes[slot] = oldHashes[old];
          partitions[slot] = oldPartitions[old];
        }
      }
    }

    /// The table; this builder is not to be used any more.
    public SubjectPlaces build() {
      return new SubjectPlaces(hashes, partitions, size);
    }
  }
}
