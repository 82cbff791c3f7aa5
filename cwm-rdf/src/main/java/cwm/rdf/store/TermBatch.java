package cwm.rdf.store;

import cwm.rdf.term.ContentHash;

/// IRIs and literals that stand in one array of UTF-8 and get their ids together.
///
/// A term of a large dictionary is found by three reads, each from a place that depends on the one
/// before and is in no cache: its slot, the place of its record, the record. Term by term a thread
/// waits for each of them; a batch has the reads of one kind for all its terms on their way at the
/// same time. New terms are added under one lock.
///
/// Parallel columns, one entry a term. For one thread; the dictionary may have others.
public final class TermBatch {
  private final TermDictionary dictionary;
  private final long[] hashes;
  private final int[] starts;
  private final int[] lengths;
  private final int[] headers;
  private final int[] ids;
  private final long[] slots;
  private final long[] places;
  private int size;

  TermBatch(TermDictionary dictionary, int capacity) {
    this.dictionary = dictionary;
    hashes = new long[capacity];
    starts = new int[capacity];
    lengths = new int[capacity];
    headers = new int[capacity];
    ids = new int[capacity];
    slots = new long[capacity];
    places = new long[capacity];
  }

  /// How many terms wait.
  public int size() {
    return size;
  }

  /// Drops all terms from index `size` on.
  public void truncate(int size) {
    assert size <= this.size;
    this.size = size;
  }

  /// Adds the IRI `utf8[start, start + length)` and returns its index.
  public int addIri(byte[] utf8, int start, int length) {
    long hash = ContentHash.ofIri(utf8, start, length);
    return add(hash, start, length, TermDictionary.IRI_HEADER);
  }

  /// Adds a literal without a language tag and returns its index.
  ///
  /// @param datatype id of its datatype
  public int addLiteral(byte[] utf8, int start, int length, int datatype) {
    long typeHash = dictionary.iriHash(datatype);
    return add(ContentHash.ofLiteral(utf8, start, length, typeHash, 0), start, length, datatype);
  }

  private int add(long hash, int start, int length, int header) {
    int index = size++;
    hashes[index] = hash;
    starts[index] = start;
    lengths[index] = length;
    headers[index] = header;
    return index;
  }

  /// Finds the ids of all terms of the batch, and adds those to the dictionary that are new. The
  /// next terms start a new batch; the ids are there until then.
  ///
  /// @param utf8 what the terms stand in
  public void intern(byte[] utf8) {
    dictionary.internAll(this, utf8);
    size = 0;
  }

  /// The id of the term at `index` of the batch that was interned last.
  public int id(int index) {
    return ids[index];
  }

  // ---------------------------------------------------------------- for the dictionary

  long hash(int index) {
    return hashes[index];
  }

  int start(int index) {
    return starts[index];
  }

  int length(int index) {
    return lengths[index];
  }

  int header(int index) {
    return headers[index];
  }

  void setId(int index, int id) {
    ids[index] = id;
  }

  /// Room for the dictionary's work.
  long[] hashes() {
    return hashes;
  }

  long[] slots() {
    return slots;
  }

  long[] places() {
    return places;
  }
}
