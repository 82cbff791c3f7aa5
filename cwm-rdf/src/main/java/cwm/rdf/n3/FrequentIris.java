package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.ContentHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The predicates, classes and datatypes that a document used lately, by their text.
///
/// There are few of them, and what follows one is mostly what followed it last time. So each knows
/// its successor: whoever finds that to stand in the text needs neither look for its end, nor hash
/// it, nor ask the dictionary.
final class FrequentIris {
  private static final int SLOT_COUNT = 1 << 9;
  private static final int COUNT_MAX = SLOT_COUNT / 2;
  private static final int BYTES_MAX = 1 << 8;

  /// One of them.
  static final class Entry {
    final int id;
    final long hash;

    /// Length of the text, the `>` behind it included.
    final int length;

    /// The text with its `>` and the room that [Swar] asks for.
    final byte[] text;

    /// The predicate that followed this one, if it is a predicate.
    @Nullable Entry next;

    /// The class that was the object of this one, if it is `rdf:type`.
    @Nullable Entry object;

    Entry(int id, long hash, byte[] bytes, int start, int length) {
      this.id = id;
      this.hash = hash;
      this.length = length + 1;
      text =
          Arrays.copyOf(
              Arrays.copyOfRange(bytes, start, start + length + 1), length + 1 + Swar.BYTES);
    }

    /// Whether this IRI and its `>` stand at `start`.
    boolean standsAt(byte[] bytes, int start) {
      return Swar.same(text, 0, bytes, start, length);
    }
  }

  private final TermDictionary dictionary;
  private final @Nullable Entry[] slots = new @Nullable Entry[SLOT_COUNT];
  private int count;

  FrequentIris(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /// The entry of the IRI `bytes[start, start + length)`, a new one if need be; null if there are
  /// too many or it is too long.
  @Nullable Entry of(byte[] bytes, int start, int length) {
    if (length > BYTES_MAX) {
      return null;
    }
    long hash = ContentHash.ofIri(bytes, start, length);
    int slot = (int) hash & (SLOT_COUNT - 1);
    Entry entry;
    while ((entry = slots[slot]) != null) {
      if (entry.hash == hash && entry.length == length + 1 && entry.standsAt(bytes, start)) {
        return entry;
      }
      slot = (slot + 1) & (SLOT_COUNT - 1);
    }
    if (count == COUNT_MAX) {
      return null;
    }
    count++;
    entry = new Entry(dictionary.internIri(bytes, start, length), hash, bytes, start, length);
    slots[slot] = entry;
    return entry;
  }
}
