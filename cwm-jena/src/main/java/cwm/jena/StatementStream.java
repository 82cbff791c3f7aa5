package cwm.jena;

import cwm.rdf.n3.DiagnosticCode;
import cwm.rdf.n3.DocumentAssembler;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Xsd;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.sparql.core.Quad;
import org.jspecify.annotations.Nullable;

/// Turns RIOT's triples into ids as they come.
final class StatementStream implements StreamRDF {
  private static final int NONE = TermDictionary.NONE;

  /// A power of two.
  private static final int RECENT_COUNT = 1 << 12;

  private final TermDictionary dictionary;
  private final DocumentAssembler document;
  private final PlacedTerms terms;
  private final int depthMax;
  private final GuardedInput input;
  private final boolean keepsNamed;
  private final int stringDatatype;
  private final Map<Node, Integer> blankNodes = new HashMap<>();
  private final Map<String, String> prefixes = new LinkedHashMap<>();
  private final @Nullable Node[] recentNodes = new @Nullable Node[RECENT_COUNT];
  private final int[] recentIds = new int[RECENT_COUNT];
  private long leftOutCount;
  private @Nullable RuntimeException failure;

  /// @param terms knows which terms have a mistake
  /// @param depthMax how deep triple terms may nest
  /// @param input is told of each statement
  /// @param keepsNamed whether the document takes statements of named graphs; else they are counted
  ///   only
  StatementStream(
      TermDictionary dictionary,
      DocumentAssembler document,
      PlacedTerms terms,
      int depthMax,
      GuardedInput input,
      boolean keepsNamed) {
    this.dictionary = dictionary;
    this.document = document;
    this.terms = terms;
    this.depthMax = depthMax;
    this.input = input;
    this.keepsNamed = keepsNamed;
    stringDatatype = dictionary.intern(Xsd.STRING);
  }

  /// Namespaces by prefix, as the document declared them.
  Map<String, String> prefixes() {
    return prefixes;
  }

  /// How many statements of named graphs were left out.
  long leftOutCount() {
    return leftOutCount;
  }

  /// Throws what the sink has thrown, if it has, whatever the parser made of that.
  void rethrowFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void start() {}

  @Override
  public void triple(Triple triple) {
    input.noteStatement();
    try {
      accept(triple, document);
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private void accept(Triple triple, TripleSink sink) {
    int subject = id(triple.getSubject(), 0);
    int predicate = id(triple.getPredicate(), 0);
    int object = id(triple.getObject(), 0);
    if (subject != NONE && predicate != NONE && object != NONE) {
      sink.accept(subject, predicate, object);
    }
  }

  @Override
  public void quad(Quad quad) {
    if (quad.getGraph() == null || quad.isDefaultGraph()) {
      triple(quad.asTriple());
    } else if (keepsNamed) {
      named(quad);
    } else {
      input.noteStatement();
      leftOutCount++;
    }
  }

  private void named(Quad quad) {
    input.noteStatement();
    try {
      int graph = id(quad.getGraph(), 0);
      if (graph != NONE) {
        accept(quad.asTriple(), (s, p, o) -> document.accept(graph, s, p, o));
      }
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void base(String base) {}

  @Override
  public void prefix(String prefix, String namespace) {
    prefixes.put(prefix, namespace);
  }

  @Override
  public void version(String version) {}

  @Override
  public void finish() {}

  // ---------------------------------------------------------------- terms

  /// The id of a term, or NONE if it has a mistake.
  ///
  /// @param depth how many triple terms it stands in
  private int id(Node node, int depth) {
    if (terms.isRejected(node)) {
      return NONE;
    }
    if (node.isURI()) {
      return iri(node);
    }
    if (node.isBlank()) {
      return blankNodes.computeIfAbsent(node, _ -> document.blankNode(blankNodes.size()));
    }
    if (node.isLiteral()) {
      return literal(node);
    }
    return tripleTerm(node.getTriple(), depth + 1);
  }

  private int iri(Node node) {
    int slot = node.hashCode() & (RECENT_COUNT - 1);
    if (!node.equals(recentNodes[slot])) {
      byte[] utf8 = node.getURI().getBytes(StandardCharsets.UTF_8);
      recentIds[slot] = dictionary.internIri(utf8, 0, utf8.length);
      recentNodes[slot] = node;
    }
    return recentIds[slot];
  }

  private int literal(Node node) {
    byte[] utf8 = node.getLiteralLexicalForm().getBytes(StandardCharsets.UTF_8);
    if (node.getLiteralDatatype() instanceof WrittenTag written) {
      byte[] tag = written.tag().getBytes(StandardCharsets.UTF_8);
      return dictionary.internLangString(utf8, 0, utf8.length, tag, 0, tag.length);
    }
    String datatype = node.getLiteralDatatypeURI();
    return dictionary.internLiteral(utf8, 0, utf8.length, datatypeId(datatype));
  }

  private int datatypeId(String iri) {
    if (iri.equals(Xsd.STRING.value())) {
      return stringDatatype;
    }
    byte[] utf8 = iri.getBytes(StandardCharsets.UTF_8);
    return dictionary.internIri(utf8, 0, utf8.length);
  }

  private int tripleTerm(Triple triple, int depth) {
    if (depth > depthMax) {
      document.report(
          0,
          0,
          DiagnosticCode.TOO_DEEP,
          "triple terms nest deeper than %,d".formatted(depthMax),
          "");
      return NONE;
    }
    int subject = id(triple.getSubject(), depth);
    int predicate = id(triple.getPredicate(), depth);
    int object = id(triple.getObject(), depth);
    return subject == NONE || predicate == NONE || object == NONE
        ? NONE
        : dictionary.internTripleTerm(subject, predicate, object);
  }
}
