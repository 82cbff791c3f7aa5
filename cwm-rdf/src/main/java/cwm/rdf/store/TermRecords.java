package cwm.rdf.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of a dictionary's terms, by id.
///
/// A record is, one field after the other: the length of its text; a header, which is the
/// datatype's id, the negative length of the language tag or, below all such lengths, the kind of a
/// term that is no literal; the text, which is UTF-8, or tag NUL UTF-8, or the 16 bytes of a blank
/// node, or ids of members; and, if the term is composite, its depth. Records lie in chunks of a
/// mebibyte, longer ones in a chunk of their own, and never move. Of each id a page knows the
/// content hash, the place of the record (chunk index in the upper half, offset in the lower) and
/// the flags.
///
/// One thread at a time may add. Any may read a record whose id it got through something that
/// orders memory, such as the dictionary's hash table.
final class TermRecords {
  private static final int PAGE_BITS = 14;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  private static final int PAGE_MASK = PAGE_SIZE - 1;
  private static final int PAGE_ID_BYTES = 2 * Long.BYTES + 1;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int CHUNK_INDEX_SHIFT = 32;
  private static final int HEADER_BYTES = 2 * Integer.BYTES;

  /// The place of no record.
  static final long NOWHERE = -1;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /// What is known of 2^14 consecutive ids.
  private static final class Page {
    final long[] hashes = new long[PAGE_SIZE];
    final long[] places = new long[PAGE_SIZE];
    final byte[] flags = new byte[PAGE_SIZE];
  }

  private volatile Page[] pages = {new Page()};
  private volatile byte[][] chunks = {new byte[1 << 12]};
  private volatile int lastId;
  private int chunkUsed;

  /// How many records there are; their ids are 1 to this number.
  int size() {
    return lastId;
  }

  /// Bytes held, unused ends included.
  long bytes() {
    long total = (long) pages.length * PAGE_SIZE * PAGE_ID_BYTES;
    for (byte[] chunk : chunks) {
      total += chunk.length;
    }
    return total;
  }

  /// Adds a record of `text[start, start + length)` and returns its id.
  ///
  /// @param depth of a composite term; 0 for others
  int add(long hash, int flags, byte[] text, int start, int length, int header, int depth) {
    int trailer = depth > 0 ? Integer.BYTES : 0;
    int size = HEADER_BYTES + length + trailer;
    byte[] chunk = chunks[chunks.length - 1];
    if (chunk.length - chunkUsed < size) {
      byte[][] longer = Arrays.copyOf(chunks, chunks.length + 1);
      chunk = new byte[Math.max(CHUNK_BYTES, size)];
      longer[longer.length - 1] = chunk;
      chunks = longer;
      chunkUsed = 0;
    }
    int at = chunkUsed;
    INTS.set(chunk, at, length);
    INTS.set(chunk, at + Integer.BYTES, header);
    System.arraycopy(text, start, chunk, at + HEADER_BYTES, length);
    if (trailer > 0) {
      INTS.set(chunk, at + HEADER_BYTES + length, depth);
    }
    chunkUsed = at + size;
    return register(hash, (long) (chunks.length - 1) << CHUNK_INDEX_SHIFT | at, flags);
  }

  private int register(long hash, long place, int flags) {
    int id = lastId + 1;
    int pageIndex = id >>> PAGE_BITS;
    if (pageIndex == pages.length) {
      Page[] longer = Arrays.copyOf(pages, pageIndex + 1);
      longer[pageIndex] = new Page();
      pages = longer;
    }
    Page page = pages[pageIndex];
    int index = id & PAGE_MASK;
    page.hashes[index] = hash;
    page.places[index] = place;
    page.flags[index] = (byte) flags;
    lastId = id;
    return id;
  }

  long hash(int id) {
    return pages[id >>> PAGE_BITS].hashes[id & PAGE_MASK];
  }

  int flags(int id) {
    return pages[id >>> PAGE_BITS].flags[id & PAGE_MASK];
  }

  /// Whether the record has this text and this header.
  boolean holds(int id, byte[] text, int start, int length, int header) {
    long place = place(id);
    return (long) LONGS.get(chunk(place), (int) place) == start(length, header)
        && hasTextAt(place, text, start, length);
  }

  /// Whether the record at a place has this text, of which it has the length.
  boolean hasTextAt(long place, byte[] text, int start, int length) {
    int textStart = (int) place + HEADER_BYTES;
    return Arrays.equals(chunk(place), textStart, textStart + length, text, start, start + length);
  }

  /// For each term of a batch, the place of the record that its slot leads to, if there is one and
  /// it has the term's length and header; else [#NOWHERE].
  void findPlaces(TermBatch batch) {
    long[] slots = batch.slots();
    long[] places = batch.places();
    Page[] allPages = pages;
    for (int i = 0; i < batch.size(); i++) {
      int id = (int) slots[i];
      places[i] = allPages[id >>> PAGE_BITS].places[id & PAGE_MASK];
    }
    byte[][] allChunks = chunks;
    for (int i = 0; i < batch.size(); i++) {
      long place = places[i];
      long found = (long) LONGS.get(allChunks[(int) (place >>> CHUNK_INDEX_SHIFT)], (int) place);
      if (slots[i] == 0 || found != start(batch.length(i), batch.header(i))) {
        places[i] = NOWHERE;
      }
    }
  }

  /// Gives each term of a batch whose text stands at its place the id that is in its slot, and all
  /// others 0.
  ///
  /// @return whether all terms have an id
  boolean compareTexts(TermBatch batch, byte[] utf8) {
    boolean areFound = true;
    for (int i = 0; i < batch.size(); i++) {
      long place = batch.places()[i];
      boolean isFound = place != NOWHERE && hasTextAt(place, utf8, batch.start(i), batch.length(i));
      batch.setId(i, isFound ? (int) batch.slots()[i] : 0);
      areFound &= isFound;
    }
    return areFound;
  }

  /// The first 8 bytes of a record.
  private static long start(int length, int header) {
    return (long) header << Integer.SIZE | length;
  }

  int header(int id) {
    long place = place(id);
    return (int) INTS.get(chunk(place), (int) place + Integer.BYTES);
  }

  /// Bytes of the text, language tag and NUL included.
  int textBytes(int id) {
    long place = place(id);
    return (int) INTS.get(chunk(place), (int) place);
  }

  /// The text from byte `start` to before byte `end`.
  String text(int id, int start, int end) {
    long place = place(id);
    int textStart = (int) place + HEADER_BYTES;
    return new String(chunk(place), textStart + start, end - start, StandardCharsets.UTF_8);
  }

  /// Copies the text from byte `start` to before byte `end` to `target`, from `targetStart` on.
  void copyText(int id, int start, int end, byte[] target, int targetStart) {
    long place = place(id);
    int textStart = (int) place + HEADER_BYTES;
    System.arraycopy(chunk(place), textStart + start, target, targetStart, end - start);
  }

  /// The `int` at `index` in a text of ids.
  int intAt(int id, int index) {
    long place = place(id);
    return (int) INTS.get(chunk(place), (int) place + HEADER_BYTES + Integer.BYTES * index);
  }

  /// The `long` at `index` in a text of 16 bytes.
  long longAt(int id, int index) {
    long place = place(id);
    return (long) LONGS.get(chunk(place), (int) place + HEADER_BYTES + Long.BYTES * index);
  }

  /// A text of ids.
  int[] ints(int id) {
    long place = place(id);
    byte[] chunk = chunk(place);
    int at = (int) place;
    int[] ints = new int[(int) INTS.get(chunk, at) / Integer.BYTES];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) INTS.get(chunk, at + HEADER_BYTES + Integer.BYTES * i);
    }
    return ints;
  }

  /// The depth of a composite term.
  int depth(int id) {
    long place = place(id);
    byte[] chunk = chunk(place);
    int at = (int) place;
    return (int) INTS.get(chunk, at + HEADER_BYTES + (int) INTS.get(chunk, at));
  }

  /// The bytes that [#intAt] reads `ids[0, count)` from.
  static byte[] bytesOf(int[] ids, int count) {
    byte[] bytes = new byte[count * Integer.BYTES];
    for (int i = 0; i < count; i++) {
      INTS.set(bytes, Integer.BYTES * i, ids[i]);
    }
    return bytes;
  }

  /// The bytes that [#longAt] reads the two numbers from.
  static byte[] bytesOf(long first, long second) {
    byte[] bytes = new byte[2 * Long.BYTES];
    LONGS.set(bytes, 0, first);
    LONGS.set(bytes, Long.BYTES, second);
    return bytes;
  }

  private long place(int id) {
    return pages[id >>> PAGE_BITS].places[id & PAGE_MASK];
  }

  private byte[] chunk(long place) {
    return chunks[(int) (place >>> CHUNK_INDEX_SHIFT)];
  }
}
