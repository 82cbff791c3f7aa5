package cwm.rdf.n3;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whole lines of an N-Triples document, and what was read from them.
///
/// One thread at a time has a chunk: it is filled, parsed and delivered by whoever holds it, and
/// then used again.
final class Chunk implements BlankLabels, StatementSink {

  /// What is read, `bytes[0, length)`, a 0 and the room that [Swar] asks for.
  byte[] bytes;

  int length;

  /// Where in the document the bytes start.
  long offset;

  /// How many chunks come before it; negative if it holds none.
  long number = -1;

  /// Whether the bytes are no whole lines: there is one too long for a chunk, and from here on the
  /// document is to be read from them and then from the stream.
  boolean isRest;

  /// The statements, three numbers each: ids, or labels of blank nodes as [#node] gives them.
  int[] triples = new int[3 * 512];

  int statementCount;

  /// The mistakes, with lines counted from 1 in the chunk.
  List<Diagnostic> mistakes = List.of();

  int lineCount;

  /// What kept the chunk from being parsed.
  @Nullable Throwable failure;

  private final NameTable labels = new NameTable();
  private long[] labelOffsets = new long[16];
  private int[] labelNodes = new int[16];
  private final Span label = new Span();

  /// @param size how many bytes fit in before it grows
  Chunk(int size) {
    bytes = new byte[size + Swar.BYTES];
  }

  /// How many bytes fit in.
  int capacity() {
    return bytes.length - Swar.BYTES;
  }

  /// Makes room for as many bytes again.
  void grow() {
    bytes = Arrays.copyOf(bytes, 2 * capacity() + Swar.BYTES);
  }

  /// Sets what was read and ends it by a 0.
  void setLength(int length) {
    this.length = length;
    bytes[length] = 0;
  }

  /// Forgets what was read and which chunk it was, and gives back room that few chunks need.
  void clear(int size) {
    if (capacity() > size) {
      bytes = new byte[size + Swar.BYTES];
    }
    number = -1;
    isRest = false;
    statementCount = 0;
    mistakes = List.of();
    lineCount = 0;
    failure = null;
    labels.clear();
  }

  // ---------------------------------------------------------------- for the parser

  /// A negative number that stands for the label in this chunk.
  @Override
  public int node(byte[] name, int start, int nameLength, long mention) {
    int known = labels.get(name, start, nameLength);
    if (known != 0) {
      return known;
    }
    int number = labels.size();
    labels.put(name, start, nameLength, -1 - number);
    if (number == labelOffsets.length) {
      labelOffsets = Arrays.copyOf(labelOffsets, 2 * number);
    }
    labelOffsets[number] = mention;
    return -1 - number;
  }

  @Override
  public void accept(int subject, int predicate, int object) {
    reserve(1);
    int at = 3 * statementCount++;
    triples[at] = subject;
    triples[at + 1] = predicate;
    triples[at + 2] = object;
  }

  @Override
  public void acceptGround(int[] more, int count) {
    reserve(count);
    System.arraycopy(more, 0, triples, 3 * statementCount, 3 * count);
    statementCount += count;
  }

  private void reserve(int count) {
    if (triples.length < 3 * (statementCount + count)) {
      triples = Arrays.copyOf(triples, Math.max(2 * triples.length, 3 * (statementCount + count)));
    }
  }

  // ---------------------------------------------------------------- for the document

  /// Hands on the statements, with the blank nodes that the labels are in the document. All chunks
  /// before this one were delivered.
  void deliver(BlankLabels documentLabels, StatementSink statements) {
    if (labels.size() > 0) {
      resolveLabels(documentLabels);
      deliverBlank(statements);
    }
    statements.acceptGround(triples, statementCount);
  }

  private void resolveLabels(BlankLabels documentLabels) {
    if (labelNodes.length < labels.size()) {
      labelNodes = new int[labelOffsets.length];
    }
    for (int number = 0; number < labels.size(); number++) {
      labels.name(number, label);
      labelNodes[number] =
          documentLabels.node(label.bytes, label.start, label.length, labelOffsets[number]);
    }
  }

  /// Hands on the statements that mention blank nodes, and closes the gaps they leave.
  private void deliverBlank(StatementSink statements) {
    int kept = 0;
    for (int at = 0; at < 3 * statementCount; at += 3) {
      int subject = triples[at];
      int object = triples[at + 2];
      if (subject < 0 || object < 0) {
        statements.accept(node(subject), triples[at + 1], node(object));
      } else {
        triples[kept] = subject;
        triples[kept + 1] = triples[at + 1];
        triples[kept + 2] = object;
        kept += 3;
      }
    }
    statementCount = kept / 3;
  }

  private int node(int term) {
    return term < 0 ? labelNodes[-1 - term] : term;
  }
}
