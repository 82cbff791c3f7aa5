package cwm.rdf.n3;

import cwm.rdf.store.IntMap;
import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Xsd;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/// Writes N-Triples (RDF 1.1) in the canonical form of RDF 1.2 N-Triples §4: a statement a line, in
/// the order given.
///
/// Blank nodes are `_:b0`, `_:b1`, ... by first appearance. A list becomes a chain of `rdf:first`
/// and `rdf:rest`, written right after the statement that mentions it; each mention has a chain of
/// its own, so that every cell has exactly one statement that points to it and readers can make a
/// list of it again. Texts go from the dictionary to the output as bytes.
///
/// Statements of named graphs make them N-Quads.
final class NTriplesWriter implements TripleSink {
  private static final byte[] FIRST = ascii(" <" + Rdf.FIRST.value() + "> ");
  private static final byte[] REST = ascii(" <" + Rdf.REST.value() + "> ");
  private static final byte[] NIL = ascii("<" + Rdf.NIL.value() + ">");

  /// A list that was mentioned as `_:b<label>` and is still to be written.
  private record Chain(int label, int list) {}

  private final TermDictionary dictionary;
  private final Utf8Output out;
  private final int xsdString;
  private final IntMap blankNodes = new IntMap(); // label + 1
  private final Queue<Chain> chains = new ArrayDeque<>();
  private byte[] text = new byte[1 << 8];
  private int labelCount;
  private int graph = TermDictionary.NONE; // the named graph that is being written

  NTriplesWriter(TermDictionary dictionary, Utf8Output out) {
    this.dictionary = dictionary;
    this.out = out;
    xsdString = dictionary.find(Xsd.STRING);
  }

  void write(TripleList statements) {
    statements.forEach(this);
  }

  void write(NamedGraph named) {
    graph = named.name();
    named.statements().forEach(this);
    graph = TermDictionary.NONE;
  }

  @Override
  public void accept(int subject, int predicate, int object) {
    term(subject);
    out.ascii(' ');
    term(predicate);
    out.ascii(' ');
    term(object);
    endStatement();
    while (!chains.isEmpty()) {
      chain(chains.remove());
    }
  }

  private void endStatement() {
    if (graph != TermDictionary.NONE) {
      out.ascii(' ');
      term(graph);
    }
    out.ascii(' ');
    out.ascii('.');
    out.ascii('\n');
  }

  private void chain(Chain chain) {
    int cell = chain.label;
    int size = dictionary.listSize(chain.list);
    for (int i = 0; i < size; i++) {
      label(cell);
      out.bytes(FIRST, FIRST.length);
      term(dictionary.listMember(chain.list, i));
      endStatement();
      label(cell);
      out.bytes(REST, REST.length);
      if (i + 1 < size) {
        cell = labelCount++;
        label(cell);
      } else {
        out.bytes(NIL, NIL.length);
      }
      endStatement();
    }
  }

  private void term(int id) {
    switch (dictionary.kind(id)) {
      case IRI -> iri(id);
      case LITERAL -> literal(id);
      case BLANK_NODE -> blankNode(id);
      case LIST -> list(id);
      case VARIABLE, FORMULA, TRIPLE ->
          throw new IllegalStateException("unchecked: " + dictionary.term(id));
    }
  }

  private void iri(int id) {
    int length = load(id); // which may replace `text`
    out.ascii('<');
    out.bytes(text, length);
    out.ascii('>');
  }

  private void literal(int id) {
    int length = load(id); // which may replace `text`
    out.ascii('"');
    out.escaped(text, length);
    out.ascii('"');
    dictionary
        .language(id)
        .ifPresentOrElse(
            tag -> {
              out.ascii('@');
              out.text(tag);
            },
            () -> datatype(dictionary.datatype(id)));
  }

  private void datatype(int id) {
    if (id != xsdString) {
      out.ascii('^');
      out.ascii('^');
      term(id);
    }
  }

  private void list(int id) {
    if (dictionary.listSize(id) == 0) {
      out.bytes(NIL, NIL.length);
      return;
    }
    int label = labelCount++;
    chains.add(new Chain(label, id));
    label(label);
  }

  private void blankNode(int id) {
    int label = blankNodes.get(id) - 1;
    if (label < 0) {
      label = labelCount++;
      blankNodes.put(id, label + 1);
    }
    label(label);
  }

  private void label(int number) {
    out.ascii('_');
    out.ascii(':');
    out.ascii('b');
    out.decimal(number);
  }

  /// Loads the text of a term into [#text] and returns its length.
  private int load(int id) {
    int length = dictionary.textBytes(id);
    if (length > text.length) {
      text = new byte[Math.max(length, 2 * text.length)];
    }
    dictionary.copyText(id, text, 0);
    return length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
