package cwm.rdf.store;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.ContentHash;
import cwm.rdf.term.Formula;
import cwm.rdf.term.FormulaIdentity;
import cwm.rdf.term.Iri;
import cwm.rdf.term.LanguageTag;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The two-way map between terms and `int` ids, and the one border between term objects and the
/// engine's numbers.
///
/// Ids start at 1 and grow; [#NONE] is no term. An id is never reused and means the same term for
/// the life of the dictionary. Equal terms have one id: lists and formulas too, so the engine
/// compares any two terms by comparing ids.
///
/// A term is kept as bytes ([TermRecords]): its text in UTF-8 or the ids of its members, 8 bytes in
/// front of them, 17 for hash, place and flags, and 8 at a load factor of at most 0.6 in the hash
/// table. Formulas are kept as objects.
///
/// Any number of threads may read and intern. Lookups take no lock; adding a term does.
public final class TermDictionary {
  /// The id of no term.
  public static final int NONE = 0;

  /// How deep lists, formulas and triple terms may nest in one another. Rules can build terms
  /// without end, and what later walks through terms recurses.
  public static final int DEPTH_MAX = 2_000;

  private static final int KIND_MASK = 0x07;
  private static final int HAS_FORMULA = 0x08;
  private static final int HAS_VARIABLE = 0x10;
  private static final int HAS_BLANK_NODE = 0x20;

  static final int IRI_HEADER = headerOf(TermKind.IRI);

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final byte[] NIL = Rdf.NIL.value().getBytes(StandardCharsets.UTF_8);

  // A slot holds (upper half of the content hash, id); 0 is free. The place comes from the upper
  // half too, so a growing table needs no look at the records. Replaced as a whole when it grows.
  private volatile long[] slots = new long[1 << 10];
  private final TermRecords records = new TermRecords();
  private final Map<Integer, Formula> formulas = new ConcurrentHashMap<>();
  private volatile int undecidedCount;

  private final int stringDatatype;
  private final int langStringDatatype;
  private final int emptyList;

  public TermDictionary() {
    stringDatatype = intern(Xsd.STRING);
    langStringDatatype = intern(Rdf.LANG_STRING);
    emptyList = internList(new int[0], 0);
  }

  /// How many terms there are; their ids are 1 to this number.
  public int size() {
    return records.size();
  }

  /// How many pairs of formulas were taken as different because comparing them would have cost too
  /// much; see [FormulaIdentity].
  public int undecidedFormulaCount() {
    return undecidedCount;
  }

  /// Bytes held for terms, tables included; formulas are not counted.
  public long bytes() {
    return (long) Long.BYTES * slots.length + records.bytes();
  }

  // ---------------------------------------------------------------- from terms to ids

  /// Hands a statement to `sink` by the ids of its terms, those added that are new.
  ///
  /// @throws TermTooDeepException as [#intern(Term)]
  public void intern(Triple statement, TripleSink sink) {
    sink.accept(
        intern(statement.subject()), intern(statement.predicate()), intern(statement.object()));
  }

  /// The id of a term, added if it is new.
  ///
  /// The IRI `rdf:nil` and the empty list are one term.
  ///
  /// @throws TermTooDeepException if it nests more than [#DEPTH_MAX] levels
  public int intern(Term term) {
    return switch (term) {
      case Iri(String value) -> {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        yield internIri(utf8, 0, utf8.length);
      }
      case Literal literal -> {
        byte[] utf8 = literal.lexical().getBytes(StandardCharsets.UTF_8);
        if (literal.language() != null) {
          byte[] tag = literal.language().getBytes(StandardCharsets.UTF_8);
          yield internLangString(utf8, 0, utf8.length, tag, 0, tag.length);
        }
        yield internLiteral(utf8, 0, utf8.length, intern(literal.datatype()));
      }
      case BlankNode(long high, long low) -> internBlankNode(high, low);
      case Variable(String name) -> {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        yield internVariable(utf8, 0, utf8.length);
      }
      case ListTerm(var items) -> {
        int[] members = new int[items.size()];
        for (int i = 0; i < members.length; i++) {
          members[i] = intern(items.get(i));
        }
        yield internList(members, members.length);
      }
      case TripleTerm(Triple(Term s, Term p, Term o)) ->
          internTripleTerm(intern(s), intern(p), intern(o));
      case Formula formula -> internFormula(formula);
    };
  }

  /// The id of a term, or [#NONE] if the dictionary does not hold it. Adds nothing.
  public int find(Term term) {
    return switch (term) {
      case Iri(String value) -> {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (isNil(utf8, 0, utf8.length)) {
          yield emptyList;
        }
        yield find(ContentHash.ofIri(utf8, 0, utf8.length), utf8, 0, utf8.length, IRI_HEADER);
      }
      case ListTerm(var items) -> {
        int[] members = new int[items.size()];
        for (int i = 0; i < members.length; i++) {
          members[i] = find(items.get(i));
          if (members[i] == NONE) {
            yield NONE;
          }
        }
        yield findList(members, members.length);
      }
      case Formula formula -> findFormula(formula);
      case TripleTerm(Triple(Term s, Term p, Term o)) -> {
        int[] members = {find(s), find(p), find(o)};
        boolean known = members[0] != NONE && members[1] != NONE && members[2] != NONE;
        yield known ? findTripleTerm(members) : NONE;
      }
      case Literal _, BlankNode _, Variable _ -> findByHash(term);
    };
  }

  /// The id of the IRI whose UTF-8 is `utf8[start, start + length)`, added if it is new.
  public int internIri(byte[] utf8, int start, int length) {
    if (isNil(utf8, start, length)) {
      return emptyList;
    }
    long hash = ContentHash.ofIri(utf8, start, length);
    int id = find(hash, utf8, start, length, IRI_HEADER);
    return id != NONE ? id : addText(TermKind.IRI, hash, utf8, start, length, IRI_HEADER);
  }

  /// The id of a literal without a language tag.
  ///
  /// @param datatype id of its datatype
  public int internLiteral(byte[] utf8, int start, int length, int datatype) {
    long hash = ContentHash.ofLiteral(utf8, start, length, iriHash(datatype), 0);
    int id = find(hash, utf8, start, length, datatype);
    return id != NONE ? id : addText(TermKind.LITERAL, hash, utf8, start, length, datatype);
  }

  /// The id of an `xsd:string`.
  public int internString(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return internLiteral(utf8, 0, utf8.length, stringDatatype);
  }

  /// The id of a language-tagged string.
  ///
  /// @param tag in any spelling
  public int internLangString(
      byte[] utf8, int start, int length, byte[] tag, int tagStart, int tagLength) {
    // Stored as tag, NUL, text under the negative length of the tag: a datatype id is never
    // negative.
    byte[] joined = new byte[tagLength + 1 + length];
    System.arraycopy(tag, tagStart, joined, 0, tagLength);
    LanguageTag.normalize(joined, 0, tagLength);
    System.arraycopy(utf8, start, joined, tagLength + 1, length);
    long hash =
        ContentHash.ofLiteral(
            utf8,
            start,
            length,
            hash(langStringDatatype),
            ContentHash.ofLanguage(joined, 0, tagLength));
    int id = find(hash, joined, 0, joined.length, -tagLength);
    return id != NONE ? id : addText(TermKind.LITERAL, hash, joined, 0, joined.length, -tagLength);
  }

  public int internBlankNode(long high, long low) {
    byte[] bytes = TermRecords.bytesOf(high, low);
    long hash = ContentHash.ofBlankNode(high, low);
    int header = headerOf(TermKind.BLANK_NODE);
    int id = find(hash, bytes, 0, bytes.length, header);
    return id != NONE ? id : addText(TermKind.BLANK_NODE, hash, bytes, 0, bytes.length, header);
  }

  public int internVariable(byte[] utf8, int start, int length) {
    long hash = ContentHash.ofVariable(utf8, start, length);
    int header = headerOf(TermKind.VARIABLE);
    int id = find(hash, utf8, start, length, header);
    return id != NONE ? id : addText(TermKind.VARIABLE, hash, utf8, start, length, header);
  }

  /// The id of the list of `members[0, count)`.
  ///
  /// @throws TermTooDeepException if it would nest more than [#DEPTH_MAX] levels
  public int internList(int[] members, int count) {
    int id = findList(members, count);
    return id != NONE ? id : addMembers(TermKind.LIST, listHash(members, count), members, count);
  }

  /// The id of the list of `members[0, count)`, or [#NONE].
  public int findList(int[] members, int count) {
    byte[] bytes = TermRecords.bytesOf(members, count);
    return find(listHash(members, count), bytes, 0, bytes.length, headerOf(TermKind.LIST));
  }

  /// The id of a triple term.
  public int internTripleTerm(int subject, int predicate, int object) {
    int[] members = {subject, predicate, object};
    int id = findTripleTerm(members);
    return id != NONE ? id : addMembers(TermKind.TRIPLE, tripleHash(members), members, 3);
  }

  private int findTripleTerm(int[] members) {
    byte[] bytes = TermRecords.bytesOf(members, 3);
    return find(tripleHash(members), bytes, 0, bytes.length, headerOf(TermKind.TRIPLE));
  }

  private int internFormula(Formula formula) {
    if (formula.depth() > DEPTH_MAX) {
      throw new TermTooDeepException(formula.depth());
    }
    int id = findFormula(formula);
    if (id != NONE) {
      return id;
    }
    synchronized (this) {
      id = findFormula(formula);
      if (id != NONE) {
        return id;
      }
      int flags = TermKind.FORMULA.code() | HAS_FORMULA;
      if (!formula.isGround()) {
        flags |= HAS_VARIABLE;
      }
      if (!formula.freeBlankNodes().isEmpty()) {
        flags |= HAS_BLANK_NODE;
      }
      formulas.put(records.size() + 1, formula);
      int header = headerOf(TermKind.FORMULA);
      return add(formula.contentHash(), flags, new byte[0], 0, 0, header, 0);
    }
  }

  private int findFormula(Formula formula) {
    long hash = formula.contentHash();
    long[] table = slots;
    int mask = table.length - 1;
    for (int i = home(hash, mask); ; i = (i + 1) & mask) {
      long slot = (long) SLOT.getAcquire(table, i);
      if (slot == 0) {
        return NONE;
      }
      int id = (int) slot;
      if ((int) (slot >>> 32) == (int) (hash >>> 32)
          && hash(id) == hash
          && kind(id) == TermKind.FORMULA) {
        switch (FormulaIdentity.compare(formula(id), formula)) {
          case EQUAL -> {
            return id;
          }
          case UNDECIDED -> noteUndecided();
          case DIFFERENT -> {}
        }
      }
    }
  }

  private synchronized void noteUndecided() {
    undecidedCount++;
  }

  private int findByHash(Term term) {
    long hash = term.contentHash();
    long[] table = slots;
    int mask = table.length - 1;
    for (int i = home(hash, mask); ; i = (i + 1) & mask) {
      long slot = (long) SLOT.getAcquire(table, i);
      if (slot == 0) {
        return NONE;
      }
      int id = (int) slot;
      if ((int) (slot >>> 32) == (int) (hash >>> 32) && hash(id) == hash && term(id).equals(term)) {
        return id;
      }
    }
  }

  // ---------------------------------------------------------------- from ids to terms

  public TermKind kind(int id) {
    return TermKind.of(flags(id) & KIND_MASK);
  }

  /// The content hash of the term; see [Term#contentHash()].
  public long hash(int id) {
    return records.hash(id);
  }

  /// Whether the term is a formula or holds one.
  public boolean hasFormula(int id) {
    return (flags(id) & HAS_FORMULA) != 0;
  }

  /// Whether the term is or holds a variable that is free in it.
  public boolean hasVariable(int id) {
    return (flags(id) & HAS_VARIABLE) != 0;
  }

  /// Whether RDF has such terms: those without formulas and free variables.
  public boolean isOfRdf(int id) {
    return (flags(id) & (HAS_FORMULA | HAS_VARIABLE)) == 0;
  }

  /// Whether the term is or holds a blank node that is free in it.
  public boolean hasBlankNode(int id) {
    return (flags(id) & HAS_BLANK_NODE) != 0;
  }

  /// How many members a list has.
  public int listSize(int list) {
    assert kind(list) == TermKind.LIST;
    return records.textBytes(list) / Integer.BYTES;
  }

  /// The member of a list at `index`, counted from 0.
  public int listMember(int list, int index) {
    assert index >= 0 && index < listSize(list);
    return records.intAt(list, index);
  }

  /// The members of a list, or subject, predicate and object of a triple term, in an array of their
  /// own.
  public int[] members(int composite) {
    assert kind(composite) == TermKind.LIST || kind(composite) == TermKind.TRIPLE;
    return records.ints(composite);
  }

  /// The formula that `id` stands for.
  public Formula formula(int id) {
    Formula formula = formulas.get(id);
    if (formula == null) {
      throw new IllegalArgumentException("term " + id + " is no formula");
    }
    return formula;
  }

  /// The id of a literal's datatype.
  public int datatype(int literal) {
    assert kind(literal) == TermKind.LITERAL;
    int header = records.header(literal);
    return isTagLength(header) ? langStringDatatype : header;
  }

  /// The text of an IRI, the lexical form of a literal or the name of a variable.
  public String text(int id) {
    return records.text(id, textStart(id), records.textBytes(id));
  }

  /// How many bytes [#copyText] copies.
  public int textBytes(int id) {
    return records.textBytes(id) - textStart(id);
  }

  /// Copies the UTF-8 of [#text] to `target`, from `start` on.
  public void copyText(int id, byte[] target, int start) {
    records.copyText(id, textStart(id), records.textBytes(id), target, start);
  }

  /// The language tag of a literal, if it has one.
  public Optional<String> language(int literal) {
    assert kind(literal) == TermKind.LITERAL;
    int header = records.header(literal);
    return isTagLength(header) ? Optional.of(records.text(literal, 0, -header)) : Optional.empty();
  }

  /// The term that `id` stands for.
  public Term term(int id) {
    return switch (kind(id)) {
      case IRI -> new Iri(text(id));
      case LITERAL -> literal(id);
      case BLANK_NODE -> new BlankNode(records.longAt(id, 0), records.longAt(id, 1));
      case VARIABLE -> new Variable(text(id));
      case LIST -> {
        int[] members = members(id);
        List<Term> items = new ArrayList<>(members.length);
        for (int member : members) {
          items.add(term(member));
        }
        yield new ListTerm(items);
      }
      case TRIPLE -> {
        int[] members = members(id);
        yield new TripleTerm(triple(members[0], members[1], members[2]));
      }
      case FORMULA -> formula(id);
    };
  }

  /// The statement that three ids stand for.
  public Triple triple(int subject, int predicate, int object) {
    return new Triple(term(subject), term(predicate), term(object));
  }

  private Literal literal(int id) {
    Optional<String> language = language(id);
    if (language.isPresent()) {
      return Literal.inLanguage(text(id), language.get());
    }
    int datatype = records.header(id);
    return new Literal(text(id), datatype == emptyList ? Rdf.NIL : new Iri(text(datatype)), null);
  }

  /// Where the text of a record starts: behind the language tag and the NUL after it.
  private int textStart(int id) {
    int header = records.header(id);
    return isTagLength(header) ? 1 - header : 0;
  }

  // ---------------------------------------------------------------- the hash table

  /// The record's header for a term of this kind, which is no literal.
  ///
  /// Of literals it is the id of the datatype or the negative length of the language tag, so all
  /// headers together tell kinds apart.
  private static int headerOf(TermKind kind) {
    assert kind != TermKind.LITERAL;
    return Integer.MIN_VALUE | kind.code();
  }

  private static boolean isTagLength(int header) {
    return header < 0 && header > (Integer.MIN_VALUE | KIND_MASK);
  }

  /// Where the search for a term starts in a table of `mask + 1` slots.
  private static int home(long hash, int mask) {
    return (int) (hash >>> 32) >>> Integer.numberOfLeadingZeros(mask);
  }

  private int find(long hash, byte[] text, int start, int length, int header) {
    long[] table = slots;
    int mask = table.length - 1;
    int tag = (int) (hash >>> 32);
    for (int i = home(hash, mask); ; i = (i + 1) & mask) {
      long slot = (long) SLOT.getAcquire(table, i);
      if (slot == 0) {
        return NONE;
      }
      if ((int) (slot >>> 32) == tag) {
        int id = (int) slot;
        if (records.holds(id, text, start, length, header)) {
          return id;
        }
      }
    }
  }

  /// An empty batch with room for `capacity` terms.
  public TermBatch newBatch(int capacity) {
    return new TermBatch(this, capacity);
  }

  /// Finds or adds the terms of a batch, see [TermBatch].
  void internAll(TermBatch batch, byte[] utf8) {
    findSlots(batch);
    records.findPlaces(batch);
    if (!records.compareTexts(batch, utf8) && !findOthers(batch, utf8)) {
      addMissing(batch, utf8);
    }
  }

  /// For each term of a batch, the slot where its search starts, if its tag is the term's; else 0.
  private void findSlots(TermBatch batch) {
    long[] table = slots;
    int mask = table.length - 1;
    long[] hashes = batch.hashes();
    long[] found = batch.slots();
    for (int i = 0; i < batch.size(); i++) {
      long hash = hashes[i];
      long slot = (long) SLOT.getAcquire(table, home(hash, mask));
      found[i] = (slot ^ hash) >>> 32 == 0 ? slot : 0;
    }
  }

  /// Looks for the terms of a batch that have no id, slot by slot.
  ///
  /// @return whether all were found
  private boolean findOthers(TermBatch batch, byte[] utf8) {
    boolean areFound = true;
    for (int i = 0; i < batch.size(); i++) {
      if (batch.id(i) == NONE) {
        int id = find(batch.hash(i), utf8, batch.start(i), batch.length(i), batch.header(i));
        batch.setId(i, id);
        areFound &= id != NONE;
      }
    }
    return areFound;
  }

  private synchronized void addMissing(TermBatch batch, byte[] utf8) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.id(i) == NONE) {
        int start = batch.start(i);
        int length = batch.length(i);
        int header = batch.header(i);
        if (header == IRI_HEADER) {
          batch.setId(
              i,
              isNil(utf8, start, length)
                  ? emptyList
                  : addText(TermKind.IRI, batch.hash(i), utf8, start, length, header));
        } else {
          batch.setId(i, addText(TermKind.LITERAL, batch.hash(i), utf8, start, length, header));
        }
      }
    }
  }

  private synchronized int addText(
      TermKind kind, long hash, byte[] text, int start, int length, int header) {
    int id = find(hash, text, start, length, header);
    if (id != NONE) {
      return id;
    }
    int flags = kind.code();
    if (kind == TermKind.VARIABLE) {
      flags |= HAS_VARIABLE;
    } else if (kind == TermKind.BLANK_NODE) {
      flags |= HAS_BLANK_NODE;
    }
    return add(hash, flags, text, start, length, header, 0);
  }

  private int addMembers(TermKind kind, long hash, int[] members, int count) {
    int depth = 0;
    int flags = kind.code();
    for (int i = 0; i < count; i++) {
      depth = Math.max(depth, depth(members[i]));
      flags |= flags(members[i]) & ~KIND_MASK;
    }
    depth++;
    if (depth > DEPTH_MAX) {
      throw new TermTooDeepException(depth);
    }
    byte[] bytes = TermRecords.bytesOf(members, count);
    synchronized (this) {
      int header = headerOf(kind);
      int id = find(hash, bytes, 0, bytes.length, header);
      return id != NONE ? id : add(hash, flags, bytes, 0, bytes.length, header, depth);
    }
  }

  private int depth(int id) {
    return switch (kind(id)) {
      case IRI, LITERAL, BLANK_NODE, VARIABLE -> 0;
      case FORMULA -> formula(id).depth();
      case LIST, TRIPLE -> records.depth(id);
    };
  }

  /// Adds a record and publishes its id. Called with the lock held.
  private int add(long hash, int flags, byte[] text, int start, int length, int header, int depth) {
    int id = records.add(hash, flags, text, start, length, header, depth);
    if (id > slots.length * 3L / 5) {
      grow();
    }
    insert(slots, (hash >>> 32) << 32 | id);
    return id;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (long slot : slots) {
      if (slot != 0) {
        insert(larger, slot);
      }
    }
    slots = larger;
  }

  private static void insert(long[] table, long slot) {
    int mask = table.length - 1;
    int i = home(slot, mask);
    while (table[i] != 0) {
      i = (i + 1) & mask;
    }
    // Release: who sees the slot sees the record behind it.
    SLOT.setRelease(table, i, slot);
  }

  private int flags(int id) {
    return records.flags(id);
  }

  private static boolean isNil(byte[] utf8, int start, int length) {
    return length == NIL.length && Arrays.equals(utf8, start, start + length, NIL, 0, NIL.length);
  }

  private long tripleHash(int[] members) {
    return ContentHash.combine(
        ContentHash.start(ContentHash.TRIPLE),
        ContentHash.ofTriple(hash(members[0]), hash(members[1]), hash(members[2])));
  }

  /// The hash of a term as an IRI, which differs from its own for `rdf:nil` only.
  long iriHash(int id) {
    return id == emptyList ? Rdf.NIL.contentHash() : hash(id);
  }

  private long listHash(int[] members, int count) {
    long hash = ContentHash.start(ContentHash.LIST);
    for (int i = 0; i < count; i++) {
      hash = ContentHash.combine(hash, hash(members[i]));
    }
    return ContentHash.combine(hash, count);
  }
}
