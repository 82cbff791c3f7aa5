package cwm.rdf.n3;

import cwm.rdf.n3.FrequentIris.Entry;
import cwm.rdf.store.TermBatch;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Xsd;
import org.jspecify.annotations.Nullable;

/// Reads lines of N-Triples that hold one statement and nothing unusual: most lines of most
/// documents.
///
/// It understands or leaves alone: at a line with a mistake, an escape, a comment or anything else
/// that asks for a second thought it stops, and [NTriplesParser] reads that one. So what is a
/// mistake, and how it is reported, is said there only. Lines are cut many at a time, so that the
/// dictionary finds their terms together ([TermBatch]).
final class PlainLines {
  private static final int LINES_MAX = 256;

  /// A term of the statements cut so far is an id, what [BlankLabels] gave, or, from here up to 0,
  /// the index in the batch plus this.
  private static final int IN_BATCH = Integer.MIN_VALUE;

  private static final int IN_BATCH_END = IN_BATCH + 3 * LINES_MAX;
  private static final int UNUSUAL = 0;
  private static final long HTTP = 0x2f2f3a70747468L; // http://
  private static final long HTTP_MASK = 0xffffffffffffffL;

  private final ByteInput input;
  private final BlankLabels labels;
  private final StatementSink statements;
  private final TermDictionary dictionary;
  private final TermBatch batch;
  private final FrequentIris frequent;
  private final int[] triples = new int[3 * LINES_MAX];
  private final int stringDatatype;
  private final int langStringDatatype;
  private final int type;
  private int statementCount;
  private boolean hasBlankNodes;

  private byte[] buffer = new byte[0];

  /// Where the line that is being cut is read on.
  private int at;

  // The subject of the line before, if that is in the same batch.
  private int subject;
  private int subjectStart;
  private int subjectLength;

  private @Nullable Entry predicate;

  PlainLines(
      TermDictionary dictionary, ByteInput input, BlankLabels labels, StatementSink statements) {
    this.dictionary = dictionary;
    this.input = input;
    this.labels = labels;
    this.statements = statements;
    batch = dictionary.newBatch(3 * LINES_MAX);
    frequent = new FrequentIris(dictionary);
    stringDatatype = dictionary.intern(Xsd.STRING);
    langStringDatatype = dictionary.intern(Rdf.LANG_STRING);
    type = dictionary.intern(Rdf.TYPE);
  }

  /// Reads plain lines from the position on, as far as they are in the buffer, and moves the
  /// position to the start of the first that is not plain or not complete.
  void read() {
    do {
      cut();
      deliver();
    } while (statementCount == LINES_MAX);
  }

  private void cut() {
    buffer = input.buffer;
    statementCount = 0;
    hasBlankNodes = false;
    subjectLength = -1;
    while (statementCount < LINES_MAX) {
      int batched = batch.size();
      at = input.position;
      int end = cutLine();
      if (end < 0 || end - input.position > input.tokenBytesMax()) {
        batch.truncate(batched);
        return;
      }
      statementCount++;
      input.position = end;
      input.newLine(end);
    }
  }

  // Of methods that lead to much code only leaves hold loops. What holds a loop is compiled early,
  // with all that it calls, and that code would be compiled again for each caller.

  private void deliver() {
    if (statementCount == 0) {
      return;
    }
    batch.intern(buffer);
    resolve();
    if (hasBlankNodes) {
      handOneByOne();
    } else {
      statements.acceptGround(triples, statementCount);
    }
  }

  /// Puts ids in the places of terms that were in the batch.
  private void resolve() {
    for (int i = 0; i < 3 * statementCount; i++) {
      int term = triples[i];
      if (term < IN_BATCH_END) {
        triples[i] = batch.id(term - IN_BATCH);
      }
    }
  }

  private void handOneByOne() {
    for (int i = 0; i < 3 * statementCount; i += 3) {
      statements.accept(triples[i], triples[i + 1], triples[i + 2]);
    }
  }

  /// Cuts the line at `at`.
  ///
  /// @return where the next line starts; negative if this one is unusual or has no end here
  private int cutLine() {
    int s = subject();
    int p = s == UNUSUAL ? UNUSUAL : predicate();
    int o = p == UNUSUAL ? UNUSUAL : object(p);
    if (o == UNUSUAL) {
      return -1;
    }
    passBlanks();
    if (buffer[at] != '.') {
      return -1;
    }
    at++;
    passBlanks();
    if (buffer[at] == '\r') {
      at++;
    }
    if (buffer[at] != '\n') {
      return -1;
    }
    int triple = 3 * statementCount;
    triples[triple] = s;
    triples[triple + 1] = p;
    triples[triple + 2] = o;
    return at + 1;
  }

  private void passBlanks() {
    byte b = buffer[at];
    while (b == ' ' || b == '\t') {
      b = buffer[++at];
    }
  }

  // ---------------------------------------------------------------- terms

  private int subject() {
    byte b = buffer[at];
    if (b != '<') {
      return b == '_' ? blankNode() : UNUSUAL;
    }
    int start = ++at;
    if (subjectLength >= 0 && Swar.same(buffer, subjectStart, buffer, start, subjectLength)) {
      at = start + subjectLength;
      return subject;
    }
    if (!passIri()) {
      return UNUSUAL;
    }
    subject = IN_BATCH + batch.addIri(buffer, start, at - 1 - start);
    subjectStart = start;
    subjectLength = at - start;
    return subject;
  }

  private int predicate() {
    passBlanks();
    if (buffer[at] != '<') {
      return UNUSUAL;
    }
    at++;
    Entry last = predicate;
    Entry guess = last == null ? null : last.next;
    if (guess != null && guess.standsAt(buffer, at)) {
      at += guess.length;
      predicate = guess;
      return guess.id;
    }
    int start = at;
    if (!passIri()) {
      return UNUSUAL;
    }
    Entry entry = frequent.of(buffer, start, at - 1 - start);
    if (last != null) {
      last.next = entry;
    }
    predicate = entry;
    return entry == null ? IN_BATCH + batch.addIri(buffer, start, at - 1 - start) : entry.id;
  }

  private int object(int predicateId) {
    passBlanks();
    return switch (buffer[at]) {
      case '<' -> {
        at++;
        yield predicateId == type ? typeObject() : iri();
      }
      case '"' -> literal();
      case '_' -> blankNode();
      default -> UNUSUAL;
    };
  }

  private int iri() {
    int start = at;
    return passIri() ? IN_BATCH + batch.addIri(buffer, start, at - 1 - start) : UNUSUAL;
  }

  private int typeObject() {
    Entry of = predicate;
    Entry guess = of == null ? null : of.object;
    if (guess != null && guess.standsAt(buffer, at)) {
      at += guess.length;
      return guess.id;
    }
    int start = at;
    if (!passIri()) {
      return UNUSUAL;
    }
    Entry entry = frequent.of(buffer, start, at - 1 - start);
    if (entry == null) {
      return IN_BATCH + batch.addIri(buffer, start, at - 1 - start);
    }
    if (of != null) {
      of.object = entry;
    }
    return entry.id;
  }

  /// Passes an absolute IRI without escapes and the `>` behind it.
  private boolean passIri() {
    int start = at;
    int end = start;
    while (true) {
      end = Swar.passInIri(buffer, end);
      byte b = buffer[end];
      if (b == '>') {
        at = end + 1;
        return (Swar.read(buffer, start) & HTTP_MASK) == HTTP
            || IriResolver.schemeLength(buffer, start, end - start) > 0;
      }
      if (b < 0) {
        int codePoint = Utf8.decode(buffer, end);
        if (codePoint == Utf8.INVALID) {
          return false;
        }
        end += Utf8.length(codePoint);
      } else if (b == '~' || b == 0x7f) {
        end++;
      } else {
        return false;
      }
    }
  }

  /// Cuts the blank node whose `_` is here, if its label is of ASCII without dots.
  private int blankNode() {
    if (buffer[at + 1] != ':' || !NameChars.is(buffer[at + 2], NameChars.START)) {
      return UNUSUAL;
    }
    int start = at + 2;
    int end = start + 1;
    while (NameChars.is(buffer[end], NameChars.PART)) {
      end++;
    }
    if (buffer[end] != ' ' && buffer[end] != '\t') {
      return UNUSUAL;
    }
    long offset = input.offset(at);
    at = end;
    hasBlankNodes = true;
    return labels.node(buffer, start, end - start, offset);
  }

  private int literal() {
    int start = at + 1;
    int end = start;
    while (true) {
      end = Swar.passInString(buffer, end);
      byte b = buffer[end];
      if (b == '"') {
        break;
      }
      if (b < 0) {
        int codePoint = Utf8.decode(buffer, end);
        if (codePoint == Utf8.INVALID) {
          return UNUSUAL;
        }
        end += Utf8.length(codePoint);
      } else if (b == '\\' || b == 0 || b == '\n' || b == '\r') {
        return UNUSUAL;
      } else {
        end++;
      }
    }
    at = end + 1;
    return switch (buffer[at]) {
      case '@' -> langString(start, end);
      case '^' -> typedLiteral(start, end);
      default -> IN_BATCH + batch.addLiteral(buffer, start, end - start, stringDatatype);
    };
  }

  private int langString(int start, int end) {
    int tag = at + 1;
    int tagEnd = tag;
    while (NameChars.is(buffer[tagEnd], NameChars.LETTER)) {
      tagEnd++;
    }
    while (buffer[tagEnd] == '-'
        && NameChars.is(buffer[tagEnd + 1], NameChars.LETTER | NameChars.DIGIT)) {
      tagEnd++;
      while (NameChars.is(buffer[tagEnd], NameChars.LETTER | NameChars.DIGIT)) {
        tagEnd++;
      }
    }
    if (tagEnd == tag || buffer[tag] == '-' || buffer[tagEnd] != ' ') {
      return UNUSUAL;
    }
    at = tagEnd;
    return dictionary.internLangString(buffer, start, end - start, buffer, tag, tagEnd - tag);
  }

  private int typedLiteral(int start, int end) {
    if (buffer[at + 1] != '^' || buffer[at + 2] != '<') {
      return UNUSUAL;
    }
    at += 3;
    int iri = at;
    if (!passIri()) {
      return UNUSUAL;
    }
    Entry entry = frequent.of(buffer, iri, at - 1 - iri);
    int datatype = entry == null ? dictionary.internIri(buffer, iri, at - 1 - iri) : entry.id;
    return datatype == langStringDatatype
        ? UNUSUAL
        : IN_BATCH + batch.addLiteral(buffer, start, end - start, datatype);
  }
}
