package cwm.ipc.wire;

import cwm.ipc.message.Bindings;
import cwm.ipc.message.RowBatch;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.RdfException;
import cwm.rdf.n3.DeepStack;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The receiver's half of a link dictionary: what the sender's ids mean.
///
/// Definitions are flat: what a term is made of was defined before it. So nothing recurses here,
/// and a term is interned as soon as its definition has been read.
final class LinkDecoder {
  /// A map of more entries than this is not used again.
  private static final int BINDINGS_KEPT = 64;

  private static final Bindings NO_BINDINGS = new Bindings(Map.of());

  private final TermDictionary dictionary;
  private final int termCountMax;
  private final int langString;

  private final LinkTable table = new LinkTable();
  private final TermSizes sizes = new TermSizes();
  private final TermObjects objects;

  // Of the message at hand.
  private boolean isReset;
  private long nodes;
  private Map<String, Term> bindings = new LinkedHashMap<>();
  private final int[] rows = new int[3 * Definitions.CHUNK_ROWS];

  // Of the definition at hand.
  private int id;
  private final TextSlice text = new TextSlice();
  private @Nullable String language;
  private int datatype;
  private long high;
  private long low;
  private final int[] triple = new int[3];
  private final IntList members = new IntList();
  private final IntList bound = new IntList();

  LinkDecoder(TermDictionary dictionary, int termCountMax) {
    this.dictionary = dictionary;
    this.termCountMax = termCountMax;
    langString = dictionary.intern(Rdf.LANG_STRING);
    objects = new TermObjects(dictionary);
  }

  /// Starts with a message.
  void begin() {
    isReset = false;
    nodes = 0;
  }

  /// Gives back what only this message needed.
  void end() {
    objects.clear();
    members.clear();
    bound.clear();
  }

  // ---------------------------------------------------------------- what is defined

  /// Reads the reset marker and the definitions that a message brings.
  void readDictionary(WireReader reader) {
    Names fields = Definitions.DICTIONARY;
    int seen = 0;
    reader.beginRecord(fields);
    for (int field = reader.nextField(fields, WireReader.END);
        field != WireReader.END;
        field = reader.nextField(fields, field)) {
      seen = reader.seen(fields, seen, field);
      if (field == Definitions.RESET) {
        isReset = reader.bool();
        if (isReset) {
          table.clear();
          sizes.clear();
        }
      } else {
        if ((seen & (1 << Definitions.RESET)) == 0) {
          throw reader.malformed("'terms' before 'reset', which says what they add to");
        }
        readDefinitions(reader);
      }
    }
    reader.requireAll(fields, seen);
  }

  private void readDefinitions(WireReader reader) {
    int count = reader.beginList();
    for (int i = 0; reader.hasElement(i, count); i++) {
      if (table.count() >= termCountMax && !isReset) {
        throw reader.malformed(
            "a definition beyond the agreed %,d, without a reset".formatted(termCountMax));
      }
      readDefinition(reader);
    }
  }

  private void readDefinition(WireReader reader) {
    int position = reader.position();
    int kind = reader.beginVariant(Definitions.KINDS);
    Names fields = Definitions.fields(kind);
    int seen = 0;
    reader.beginRecord(fields);
    for (int field = reader.nextField(fields, WireReader.END);
        field != WireReader.END;
        field = reader.nextField(fields, field)) {
      seen = reader.seen(fields, seen, field);
      readField(reader, kind, field);
    }
    reader.requireAll(fields, seen);
    reader.endVariant();
    if (id == 0) {
      throw Malformed.at(position, "a definition of term 0; ids start at 1");
    }
    if (table.get(id) != 0) {
      throw Malformed.at(position, "term " + id + " is defined twice");
    }
    table.put(id, define(position, kind));
  }

  private void readField(WireReader reader, int kind, int field) {
    if (field == Definitions.ID) {
      id = reader.u32();
      return;
    }
    switch (kind) {
      case Definitions.IRI, Definitions.VARIABLE -> reader.text(text);
      case Definitions.LITERAL -> {
        switch (field) {
          case 1 -> reader.text(text);
          case 2 -> datatype = own(reader);
          default -> language = reader.some() ? reader.text() : null;
        }
      }
      case Definitions.BLANK_NODE -> {
        long half = reader.u64();
        if (field == 1) {
          high = half;
        } else {
          low = half;
        }
      }
      case Definitions.LIST -> readIds(reader, members);
      case Definitions.TRIPLE -> triple[field - 1] = own(reader);
      default -> {
        if (field == 1) {
          readStatements(reader);
        } else {
          readIds(reader, bound);
        }
      }
    }
  }

  private void readIds(WireReader reader, IntList target) {
    target.clear();
    int count = reader.beginList();
    for (int i = 0; reader.hasElement(i, count); i++) {
      target.add(own(reader));
    }
  }

  private void readStatements(WireReader reader) {
    members.clear();
    int position = reader.position();
    int count = reader.beginTriples();
    int rowCount;
    int row = 0;
    do {
      rowCount = readChunk(reader, count, row, position);
      for (int i = 0; i < 3 * rowCount; i++) {
        members.add(rows[i]);
      }
      row += rowCount;
    } while (rowCount == Definitions.CHUNK_ROWS);
  }

  /// Interns the term that was read last.
  ///
  /// @param position where its definition starts
  private int define(int position, int kind) {
    try {
      return switch (kind) {
        case Definitions.IRI -> dictionary.internIri(text.bytes(), text.start(), text.length());
        case Definitions.LITERAL -> literal(position);
        case Definitions.BLANK_NODE -> dictionary.internBlankNode(high, low);
        case Definitions.VARIABLE -> variable(position);
        case Definitions.LIST -> {
          int list = dictionary.internList(members.array(), members.size());
          sizes.put(list, members.array(), members.size());
          yield list;
        }
        case Definitions.TRIPLE -> {
          int term = dictionary.internTripleTerm(triple[0], triple[1], triple[2]);
          sizes.put(term, triple, triple.length);
          yield term;
        }
        default -> formula(position);
      };
    } catch (RdfException e) {
      throw Malformed.at(position, "no term: " + e.getMessage(), e);
    }
  }

  private int literal(int position) {
    boolean isIri =
        switch (dictionary.kind(datatype)) {
          case IRI -> true;
          case LIST -> dictionary.listSize(datatype) == 0; // rdf:nil and the empty list are one
          case LITERAL, BLANK_NODE, VARIABLE, FORMULA, TRIPLE -> false;
        };
    if (!isIri) {
      throw Malformed.at(position, "a literal whose datatype is no IRI");
    }
    if ((language != null) != (datatype == langString)) {
      throw Malformed.at(
          position, "a literal with a language and without datatype rdf:langString, or otherwise");
    }
    if (language == null) {
      return dictionary.internLiteral(text.bytes(), text.start(), text.length(), datatype);
    }
    if (language.isEmpty()) {
      throw Malformed.at(position, "a literal with an empty language");
    }
    byte[] tag = language.getBytes(StandardCharsets.UTF_8);
    return dictionary.internLangString(
        text.bytes(), text.start(), text.length(), tag, 0, tag.length);
  }

  private int variable(int position) {
    if (text.length() == 0) {
      throw Malformed.at(position, "a variable without a name");
    }
    return dictionary.internVariable(text.bytes(), text.start(), text.length());
  }

  private int formula(int position) {
    for (int i = 0; i < bound.size(); i++) {
      TermKind kind = dictionary.kind(bound.get(i));
      if (kind != TermKind.BLANK_NODE && kind != TermKind.VARIABLE) {
        throw Malformed.at(position, "a formula that binds neither blank node nor variable");
      }
    }
    int depth = 1 + sizes.depth(members.array(), members.size());
    if (depth > TermDictionary.DEPTH_MAX) {
      throw Malformed.at(
          position,
          "a formula that nests %,d levels deep; at most %,d are supported"
              .formatted(depth, TermDictionary.DEPTH_MAX));
    }
    addNodes(position, 1 + sizes.nodes(members.array(), members.size()));
    int formula =
        depth > Definitions.SHALLOW_DEPTH_MAX
            ? DeepStack.call(TermDictionary.DEPTH_MAX, this::internFormula)
            : internFormula();
    sizes.put(formula, members.array(), members.size());
    return formula;
  }

  private int internFormula() {
    List<Triple> statements = new ArrayList<>(members.size() / 3);
    for (int i = 0; i < members.size(); i += 3) {
      statements.add(
          new Triple(
              objects.get(members.get(i)),
              objects.get(members.get(i + 1)),
              objects.get(members.get(i + 2))));
    }
    List<Term> symbols = new ArrayList<>(bound.size());
    for (int i = 0; i < bound.size(); i++) {
      symbols.add(objects.get(bound.get(i)));
    }
    return dictionary.intern(Formula.of(statements, symbols));
  }

  private void addNodes(int position, long count) {
    nodes += count;
    if (nodes > Definitions.NODES_MAX) {
      throw Malformed.at(
          position,
          "the terms of the message outside lists of triples and rows, written out, have"
              + " more than %,d parts".formatted(Definitions.NODES_MAX));
    }
  }

  // ---------------------------------------------------------------- what is mentioned

  Term readTerm(WireReader reader) {
    int position = reader.position();
    int own = own(reader);
    addNodes(position, sizes.nodes(own));
    return objects.get(own);
  }

  Bindings readBindings(WireReader reader) {
    int start = reader.position();
    Map<String, Term> terms = emptyMap();
    int count = reader.beginList();
    for (int i = 0; reader.hasElement(i, count); i++) {
      int position = reader.position();
      reader.beginPair();
      String name = reader.text();
      reader.betweenPair();
      addNodes(position, Definitions.BINDING_NODES);
      if (terms.put(name, readTerm(reader)) != null) {
        throw Malformed.at(position, Malformed.quote(name) + " is bound twice");
      }
      reader.endPair();
    }
    addNodes(start, Definitions.BINDINGS_NODES);
    return terms.isEmpty() ? NO_BINDINGS : new Bindings(terms);
  }

  /// The map that bindings are read to before they copy it.
  private Map<String, Term> emptyMap() {
    if (bindings.size() > BINDINGS_KEPT) {
      bindings = new LinkedHashMap<>();
    }
    bindings.clear();
    return bindings;
  }

  TripleBatch readTriples(WireReader reader) {
    int position = reader.position();
    int count = reader.beginTriples();
    int capacity = count == WireReader.UNKNOWN_COUNT ? Definitions.CHUNK_ROWS : count;
    int[] subjects = new int[capacity];
    int[] predicates = new int[capacity];
    int[] objectIds = new int[capacity];
    int size = 0;
    while (true) {
      int rowCount = readChunk(reader, count, size, position);
      if (size + rowCount > capacity) {
        capacity = Math.max(2 * capacity, size + rowCount);
        subjects = Arrays.copyOf(subjects, capacity);
        predicates = Arrays.copyOf(predicates, capacity);
        objectIds = Arrays.copyOf(objectIds, capacity);
      }
      for (int i = 0; i < rowCount; i++) {
        subjects[size + i] = rows[3 * i];
        predicates[size + i] = rows[3 * i + 1];
        objectIds[size + i] = rows[3 * i + 2];
      }
      size += rowCount;
      if (rowCount < Definitions.CHUNK_ROWS) {
        return new TripleBatch(dictionary, subjects, predicates, objectIds, size);
      }
    }
  }

  /// Reads the next rows of a list of triples, in the receiver's ids.
  ///
  /// @param count of the whole list, if it is known
  /// @param row how many were read before
  /// @param position where the list starts
  /// @return how many; a full chunk unless the list is at its end
  private int readChunk(WireReader reader, int count, int row, int position) {
    int wanted =
        count == WireReader.UNKNOWN_COUNT
            ? Definitions.CHUNK_ROWS
            : Math.min(Definitions.CHUNK_ROWS, count - row);
    int rowCount = reader.triples(rows, wanted);
    for (int i = 0; i < 3 * rowCount; i++) {
      int own = table.get(rows[i]);
      if (own == 0) {
        throw Malformed.at(
            position,
            "triple %,d of a list that starts here mentions term %d, which was not defined"
                .formatted(row + i / 3, rows[i]));
      }
      rows[i] = own;
    }
    return rowCount;
  }

  RowBatch readRows(WireReader reader) {
    Names fields = Definitions.ROWS;
    int position = reader.position();
    int count = 0;
    var values = new IntList(); // the batch's array, so not one that is used again
    int seen = 0;
    reader.beginRecord(fields);
    for (int field = reader.nextField(fields, WireReader.END);
        field != WireReader.END;
        field = reader.nextField(fields, field)) {
      seen = reader.seen(fields, seen, field);
      if (field == Definitions.COUNT) {
        count = reader.u32();
      } else {
        readValues(reader, values);
      }
    }
    reader.requireAll(fields, seen);
    int width = count == 0 ? 0 : values.size() / count;
    if ((long) width * count != values.size()) {
      throw Malformed.at(position, "%,d values in %,d rows".formatted(values.size(), count));
    }
    if (width == 0 && count > 1) {
      throw Malformed.at(position, "%,d rows without values; at most 1".formatted(count));
    }
    return new RowBatch(dictionary, values.array(), width, count);
  }

  private void readValues(WireReader reader, IntList values) {
    int position = reader.position();
    int count = reader.beginList();
    if (count != WireReader.UNKNOWN_COUNT) {
      values.reserve(count);
    }
    for (int i = 0; reader.hasElement(i, count); i++) {
      // Where each value stands is not asked for, which costs an object in JSON.
      int sendersId = reader.u32();
      int own = table.get(sendersId);
      if (own == 0) {
        throw Malformed.at(
            position,
            "value %,d of the rows that start here is term %d, which was not defined"
                .formatted(i, sendersId));
      }
      values.add(own);
    }
  }

  /// Reads an id of the sender.
  ///
  /// @return the receiver's id
  private int own(WireReader reader) {
    int position = reader.position();
    int sendersId = reader.u32();
    int own = table.get(sendersId);
    if (own == 0) {
      throw Malformed.at(position, "term " + sendersId + " was not defined");
    }
    return own;
  }
}
