package cwm.ipc.wire;

import cwm.ipc.IpcException;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.RowBatch;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.RdfException;
import cwm.rdf.n3.DeepStack;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The sender's half of a link dictionary: which terms the other side knows.
///
/// A message passes through in three steps. [#mention] takes its terms, in the order in which they
/// are written later, and makes ids of them. [#define] finds out which definitions they need,
/// members before what they are members of; if those would exceed the cap, it starts again from an
/// empty dictionary, where the message may define as much as it needs. At last [#writeDictionary],
/// [#writeTerm], [#writeTriples] and [#writeRows] write what was mentioned.
final class LinkEncoder {
  private final TermDictionary dictionary;
  private final int termCountMax;

  private final SentTerms sent = new SentTerms();
  private final TermSizes sizes = new TermSizes();
  private boolean isSynchronized = true;

  // Of the message at hand.
  private final IntList mentioned = new IntList();
  private final List<TripleBatch> batches = new ArrayList<>();
  private final List<RowBatch> rowBatches = new ArrayList<>();
  private int nextMentioned;
  private int nextBatch;
  private int nextRowBatch;
  private final IntList fresh = new IntList();
  private final IntList pending = new IntList();
  private final Map<Integer, FormulaIds> formulas = new HashMap<>();
  private boolean isReset;
  private long nodes;

  private final int[] rows = new int[3 * Definitions.CHUNK_ROWS];
  private byte[] text = new byte[64];

  /// A formula as ids: three for each statement, and what it binds.
  private static final class FormulaIds {
    final int[] statements;
    final int[] bound;

    FormulaIds(int[] statements, int[] bound) {
      this.statements = statements;
      this.bound = bound;
    }
  }

  LinkEncoder(TermDictionary dictionary, int termCountMax) {
    this.dictionary = dictionary;
    this.termCountMax = termCountMax;
  }

  /// Forgets the last message. If it was not written to its end, the other side has not heard of
  /// its definitions, and the next one starts again.
  void begin() {
    mentioned.clear();
    batches.clear();
    rowBatches.clear();
    fresh.clear();
    pending.clear();
    formulas.clear();
    nextMentioned = 0;
    nextBatch = 0;
    nextRowBatch = 0;
    nodes = 0;
    isReset = false;
  }

  // ---------------------------------------------------------------- first step

  void mention(Term term) {
    mentioned.add(withStackFor(term.depth(), () -> dictionary.intern(term)));
  }

  void mention(Bindings bindings) {
    nodes +=
        Definitions.BINDINGS_NODES + (long) Definitions.BINDING_NODES * bindings.terms().size();
    bindings.terms().values().forEach(this::mention);
  }

  void mention(List<Triple> triples) {
    boolean isBatch = triples instanceof TripleBatch batch && batch.dictionary() == dictionary;
    int depth = isBatch ? 0 : depth(triples);
    batches.add(withStackFor(depth, () -> TripleBatch.of(triples, dictionary)));
  }

  /// Takes rows, which must have equally many values; of rows without any there is at most one.
  void mentionRows(List<List<Term>> terms) {
    boolean isBatch = terms instanceof RowBatch batch && batch.dictionary() == dictionary;
    int depth = isBatch ? 0 : depthOfRows(terms);
    try {
      rowBatches.add(withStackFor(depth, () -> RowBatch.of(terms, dictionary)));
    } catch (IllegalArgumentException e) {
      throw Malformed.unsendable("no message: " + e.getMessage(), e);
    }
  }

  private static int depthOfRows(List<List<Term>> terms) {
    int deepest = 0;
    for (List<Term> row : terms) {
      for (Term term : row) {
        deepest = Math.max(deepest, term.depth());
      }
    }
    return deepest;
  }

  private static int depth(List<Triple> triples) {
    int deepest = 0;
    for (Triple triple : triples) {
      deepest = Math.max(deepest, triple.subject().depth());
      deepest = Math.max(deepest, triple.predicate().depth());
      deepest = Math.max(deepest, triple.object().depth());
    }
    return deepest;
  }

  /// Runs what recurses `depth` levels deep where the stack is large enough for it.
  private static <T> T withStackFor(int depth, Supplier<T> work) {
    try {
      return depth > Definitions.SHALLOW_DEPTH_MAX
          ? DeepStack.call(Math.min(depth, TermDictionary.DEPTH_MAX), work)
          : work.get();
    } catch (RdfException e) {
      throw new IpcException(IpcException.Code.TOO_LARGE, "no message: " + e.getMessage(), e);
    }
  }

  // ---------------------------------------------------------------- second step

  /// Decides what has to be defined.
  void define() {
    boolean isKnown = isSynchronized;
    isSynchronized = false;
    if (!isKnown || !defineAll()) {
      startAgain();
      defineAll();
    }
    for (int i = 0; i < mentioned.size(); i++) {
      nodes += sizes.nodes(mentioned.get(i));
    }
    for (int id : formulas.keySet()) {
      nodes += sizes.nodes(id);
    }
    if (nodes > Definitions.NODES_MAX) {
      throw new IpcException(
          IpcException.Code.TOO_LARGE,
          "the terms of a message outside lists of triples and rows, written out, have"
              + " more than %,d parts".formatted(Definitions.NODES_MAX));
    }
  }

  private void startAgain() {
    sent.clear();
    sizes.clear();
    fresh.clear();
    pending.clear();
    formulas.clear();
    isReset = true;
  }

  /// Whether all that the message mentions is known or can be defined within the cap.
  private boolean defineAll() {
    for (int i = 0; i < mentioned.size(); i++) {
      if (!isDefined(mentioned.get(i))) {
        return false;
      }
    }
    for (TripleBatch batch : batches) {
      for (int row = 0; row < batch.size(); row += Definitions.CHUNK_ROWS) {
        int rowCount = Math.min(Definitions.CHUNK_ROWS, batch.size() - row);
        batch.copyRows(row, rowCount, rows);
        for (int i = 0; i < 3 * rowCount; i++) {
          if (!isDefined(rows[i])) {
            return false;
          }
        }
      }
    }
    for (RowBatch batch : rowBatches) {
      if (!areDefined(batch)) {
        return false;
      }
    }
    return true;
  }

  private boolean areDefined(RowBatch batch) {
    for (int row = 0; row < batch.size(); row++) {
      for (int column = 0; column < batch.width(); column++) {
        if (!isDefined(batch.value(row, column))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isDefined(int id) {
    return sent.contains(id) || definePending(id);
  }

  /// Defines a term, and before it what it is made of.
  private boolean definePending(int root) {
    pending.add(root);
    while (!pending.isEmpty()) {
      int id = pending.last();
      if (sent.contains(id)) {
        pending.removeLast();
      } else if (!waitsForParts(id)) {
        pending.removeLast();
        if (sent.count() >= termCountMax && !isReset) {
          return false;
        }
        sent.add(id);
        fresh.add(id);
      }
    }
    return true;
  }

  /// Whether something that the term is made of has to be defined first, and then is pending.
  private boolean waitsForParts(int id) {
    return switch (dictionary.kind(id)) {
      case IRI, BLANK_NODE, VARIABLE -> false;
      case LITERAL -> isAdded(dictionary.datatype(id));
      case LIST, TRIPLE -> {
        int[] members = dictionary.members(id);
        boolean isWaiting = areAdded(members);
        if (!isWaiting) {
          sizes.put(id, members, members.length);
        }
        yield isWaiting;
      }
      case FORMULA -> {
        FormulaIds ids = formulas.computeIfAbsent(id, this::formulaIds);
        boolean isWaiting = areAdded(ids.statements);
        isWaiting |= areAdded(ids.bound);
        if (!isWaiting) {
          sizes.put(id, ids.statements, ids.statements.length);
        }
        yield isWaiting;
      }
    };
  }

  private boolean areAdded(int[] parts) {
    boolean areAny = false;
    for (int part : parts) {
      areAny |= isAdded(part);
    }
    return areAny;
  }

  private boolean isAdded(int part) {
    if (sent.contains(part)) {
      return false;
    }
    pending.add(part);
    return true;
  }

  private FormulaIds formulaIds(int id) {
    Formula formula = dictionary.formula(id);
    return withStackFor(formula.depth(), () -> formulaIds(formula));
  }

  private FormulaIds formulaIds(Formula formula) {
    int[] statements = new int[3 * formula.statements().size()];
    int at = 0;
    for (Triple statement : formula.statements()) {
      statements[at++] = dictionary.intern(statement.subject());
      statements[at++] = dictionary.intern(statement.predicate());
      statements[at++] = dictionary.intern(statement.object());
    }
    return new FormulaIds(
        statements, formula.bound().stream().mapToInt(dictionary::intern).toArray());
  }

  // ---------------------------------------------------------------- third step

  /// Writes the reset marker and the definitions that the message brings.
  void writeDictionary(WireWriter writer) {
    writer.beginRecord(Definitions.DICTIONARY);
    writer.field(Definitions.DICTIONARY, Definitions.RESET);
    writer.bool(isReset);
    writer.field(Definitions.DICTIONARY, Definitions.TERMS);
    writer.beginList(fresh.size());
    for (int i = 0; i < fresh.size(); i++) {
      writeDefinition(writer, fresh.get(i));
    }
    writer.endList();
    writer.endRecord();
  }

  /// Writes the id of the next term that was mentioned.
  void writeTerm(WireWriter writer) {
    writer.u32(mentioned.get(nextMentioned++));
  }

  /// Writes the next list of triples that was mentioned.
  void writeTriples(WireWriter writer) {
    TripleBatch batch = batches.get(nextBatch++);
    writer.beginList(batch.size());
    for (int row = 0; row < batch.size(); row += Definitions.CHUNK_ROWS) {
      int rowCount = Math.min(Definitions.CHUNK_ROWS, batch.size() - row);
      batch.copyRows(row, rowCount, rows);
      writer.triples(rows, rowCount);
    }
    writer.endList();
  }

  /// Writes the next rows that were mentioned.
  void writeRows(WireWriter writer) {
    RowBatch batch = rowBatches.get(nextRowBatch++);
    writer.beginRecord(Definitions.ROWS);
    writer.field(Definitions.ROWS, Definitions.COUNT);
    writer.u32(batch.size());
    writer.field(Definitions.ROWS, Definitions.VALUES);
    writer.beginList(batch.width() * batch.size());
    for (int row = 0; row < batch.size(); row++) {
      for (int column = 0; column < batch.width(); column++) {
        writer.u32(batch.value(row, column));
      }
    }
    writer.endList();
    writer.endRecord();
  }

  /// Says that the message is complete, so that its definitions hold.
  void end() {
    isSynchronized = true;
  }

  private void writeDefinition(WireWriter writer, int id) {
    int kind =
        switch (dictionary.kind(id)) {
          case IRI -> Definitions.IRI;
          case LITERAL -> Definitions.LITERAL;
          case BLANK_NODE -> Definitions.BLANK_NODE;
          case VARIABLE -> Definitions.VARIABLE;
          case LIST -> Definitions.LIST;
          case TRIPLE -> Definitions.TRIPLE;
          case FORMULA -> Definitions.FORMULA;
        };
    Names fields = Definitions.fields(kind);
    writer.beginVariant(Definitions.KINDS, kind);
    writer.beginRecord(fields);
    writer.field(fields, Definitions.ID);
    writer.u32(id);
    switch (kind) {
      case Definitions.IRI, Definitions.VARIABLE -> {
        writer.field(fields, 1);
        writeText(writer, id);
      }
      case Definitions.LITERAL -> writeLiteral(writer, fields, id);
      case Definitions.BLANK_NODE -> {
        var node = (BlankNode) dictionary.term(id);
        writer.field(fields, 1);
        writer.u64(node.high());
        writer.field(fields, 2);
        writer.u64(node.low());
      }
      case Definitions.LIST -> {
        writer.field(fields, 1);
        writeIds(writer, dictionary.members(id));
      }
      case Definitions.TRIPLE -> {
        int[] members = dictionary.members(id);
        for (int i = 0; i < members.length; i++) {
          writer.field(fields, i + 1);
          writer.u32(members[i]);
        }
      }
      default -> writeFormula(writer, fields, id);
    }
    writer.endRecord();
    writer.endVariant();
  }

  private void writeLiteral(WireWriter writer, Names fields, int id) {
    writer.field(fields, 1);
    writeText(writer, id);
    writer.field(fields, 2);
    writer.u32(dictionary.datatype(id));
    writer.field(fields, 3);
    Optional<String> language = dictionary.language(id);
    if (language.isPresent()) {
      writer.some();
      writer.text(language.get());
    } else {
      writer.none();
    }
  }

  private void writeFormula(WireWriter writer, Names fields, int id) {
    FormulaIds ids = formulas.computeIfAbsent(id, this::formulaIds);
    int rowCount = ids.statements.length / 3;
    writer.field(fields, 1);
    writer.beginList(rowCount);
    for (int row = 0; row < rowCount; row += Definitions.CHUNK_ROWS) {
      int count = Math.min(Definitions.CHUNK_ROWS, rowCount - row);
      System.arraycopy(ids.statements, 3 * row, rows, 0, 3 * count);
      writer.triples(rows, count);
    }
    writer.endList();
    writer.field(fields, 2);
    writeIds(writer, ids.bound);
  }

  private static void writeIds(WireWriter writer, int[] ids) {
    writer.beginList(ids.length);
    for (int id : ids) {
      writer.u32(id);
    }
    writer.endList();
  }

  private void writeText(WireWriter writer, int id) {
    int length = dictionary.textBytes(id);
    if (length > text.length) {
      writer.requireBytes(length);
      text = new byte[Math.max(length, 2 * text.length)];
    }
    dictionary.copyText(id, text, 0);
    writer.utf8(text, 0, length);
  }
}
