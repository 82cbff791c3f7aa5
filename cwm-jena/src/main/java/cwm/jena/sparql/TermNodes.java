package cwm.jena.sparql;

import cwm.jena.Language;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.xsd.impl.RDFDirLangString;
import org.apache.jena.datatypes.xsd.impl.RDFLangString;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.TextDirection;
import org.jspecify.annotations.Nullable;

/// The border between the ids of a dictionary and the nodes that ARQ computes with.
///
/// A list, which is one term here, is a blank node there: the first cell of the chain that says the
/// same ([ListCell]). Formulas and variables are no terms of RDF and have no nodes.
///
/// Any number of threads may use it.
final class TermNodes {
  private static final String BLANK_NODE_PREFIX = "b";
  private static final int HALF_DIGITS = 16;
  private static final int HEX = 16;

  /// A power of two.
  private static final int RECENT_COUNT = 1 << 13;

  private record Known(int id, Node node) {}

  private final TermDictionary dictionary;
  private final boolean isComplete;
  private final int langString;
  private final int dirLangString;

  // By the id's last bits. Threads may overwrite one another's: each entry is right by itself.
  private final @Nullable Known[] recent = new @Nullable Known[RECENT_COUNT];

  // By the node's hash.
  private final @Nullable Known[] recentlyFound = new @Nullable Known[RECENT_COUNT];

  /// @param isComplete whether a term that the dictionary does not know is in no fact
  TermNodes(TermDictionary dictionary, boolean isComplete) {
    this.dictionary = dictionary;
    this.isComplete = isComplete;
    langString = dictionary.find(Rdf.LANG_STRING);
    dirLangString = dictionary.intern(new Iri(RDFDirLangString.rdfDirLangString.getURI()));
  }

  TermDictionary dictionary() {
    return dictionary;
  }

  // ---------------------------------------------------------------- from ids to nodes

  /// Whether a term is one of RDF, or a list of such terms.
  boolean isVisible(int id) {
    return dictionary.isOfRdf(id);
  }

  /// The node of a term that [#isVisible].
  Node node(int id) {
    int slot = id & (RECENT_COUNT - 1);
    Known known = recent[slot];
    if (known == null || known.id() != id) {
      known = new Known(id, make(id));
      recent[slot] = known;
    }
    return known.node();
  }

  /// Whether no other id has the same node, by the kind of the term. Language tags may be written
  /// in several ways, and triple terms may hold such literals.
  boolean hasOneIdOnly(int id) {
    return switch (dictionary.kind(id)) {
      case IRI, BLANK_NODE, LIST -> true;
      case LITERAL -> {
        int datatype = dictionary.datatype(id);
        yield datatype != langString && datatype != dirLangString;
      }
      case TRIPLE, FORMULA, VARIABLE -> false;
    };
  }

  /// Whether a node is of the kind whose ids [#hasOneIdOnly(int)].
  static boolean hasOneIdOnly(Node node) {
    return node.isURI()
        || node.isBlank()
        || (node.isLiteral() && node.getLiteralLanguage().isEmpty() && !isOfTagged(node));
  }

  /// Whether a literal has a datatype whose literals should have a language tag.
  private static boolean isOfTagged(Node literal) {
    RDFDatatype datatype = literal.getLiteralDatatype();
    return datatype.equals(RDFLangString.rdfLangString)
        || datatype.equals(RDFDirLangString.rdfDirLangString);
  }

  private Node make(int id) {
    TermKind kind = dictionary.kind(id);
    return switch (kind) {
      case IRI -> NodeFactory.createURI(dictionary.text(id));
      case LITERAL -> literal(id);
      case LIST -> new ListCell(id, 0).node(dictionary);
      case BLANK_NODE -> blankNode((BlankNode) dictionary.term(id));
      case TRIPLE -> tripleTerm(dictionary.members(id));
      case FORMULA, VARIABLE -> throw new IllegalArgumentException("no term of RDF: " + kind);
    };
  }

  private Node literal(int id) {
    Optional<String> tag = dictionary.language(id);
    String text = dictionary.text(id);
    if (tag.isEmpty()) {
      String datatype = dictionary.text(dictionary.datatype(id));
      return NodeFactory.createLiteralDT(text, NodeFactory.getType(datatype));
    }
    Language language = Language.of(tag.get());
    return language.direction().isEmpty()
        ? NodeFactory.createLiteralLang(text, language.name())
        : NodeFactory.createLiteralDirLang(text, language.name(), language.direction());
  }

  private static Node blankNode(BlankNode node) {
    return NodeFactory.createBlankNode(
        BLANK_NODE_PREFIX + "%016x%016x".formatted(node.high(), node.low()));
  }

  private Node tripleTerm(int[] members) {
    return NodeFactory.createTripleTerm(node(members[0]), node(members[1]), node(members[2]));
  }

  // ---------------------------------------------------------------- from nodes to ids

  /// The id of a concrete node, or [TermDictionary#NONE] if no fact can have it.
  int find(Node node) {
    if (!node.isURI()) {
      return search(node);
    }
    int slot = node.hashCode() & (RECENT_COUNT - 1);
    Known known = recentlyFound[slot];
    if (known != null && known.node().equals(node)) {
      return known.id();
    }
    int id = search(node);
    if (id != TermDictionary.NONE) {
      recentlyFound[slot] = new Known(id, node);
    }
    return id;
  }

  private int search(Node node) {
    int known = known(node);
    return known == TermDictionary.NONE && !isComplete && cell(node).isEmpty()
        ? dictionary.intern(terms(node).findFirst().orElseThrow())
        : known;
  }

  /// The id of a concrete node that the dictionary knows, or [TermDictionary#NONE].
  int known(Node node) {
    if (cell(node).orElse(null) instanceof ListCell(int list, int offset)) {
      return offset == 0 ? list : TermDictionary.NONE;
    }
    return terms(node)
        .mapToInt(dictionary::find)
        .filter(id -> id != TermDictionary.NONE)
        .findFirst()
        .orElse(TermDictionary.NONE);
  }

  /// The id of a concrete node, added if it is new. A cell within a list is the list of what is
  /// left from there.
  int intern(Node node) {
    int known = find(node);
    if (known != TermDictionary.NONE) {
      return known;
    }
    return cell(node)
        .map(this::rest)
        .orElseGet(() -> dictionary.intern(terms(node).findFirst().orElseThrow()));
  }

  /// The term of a concrete node; see [#intern].
  Term term(Node node) {
    return cell(node)
        .map(cell -> dictionary.term(rest(cell)))
        .orElseGet(
            () ->
                terms(node)
                    .filter(term -> dictionary.find(term) != TermDictionary.NONE)
                    .findFirst()
                    .orElseGet(() -> terms(node).findFirst().orElseThrow()));
  }

  /// The cell that a node is, of a list that there is: requests may name blank nodes as they like.
  Optional<ListCell> cell(Node node) {
    return ListCell.of(node)
        .filter(
            cell ->
                cell.list() > TermDictionary.NONE
                    && cell.list() <= dictionary.size()
                    && dictionary.kind(cell.list()) == TermKind.LIST
                    && cell.offset() < dictionary.listSize(cell.list()));
  }

  private int rest(ListCell cell) {
    int[] members = dictionary.members(cell.list());
    int[] rest = Arrays.copyOfRange(members, cell.offset(), members.length);
    return dictionary.internList(rest, rest.length);
  }

  /// The terms that a node may stand for, the likeliest first: ARQ writes language tags in its own
  /// way, and facts have them as inputs do.
  private Stream<Term> terms(Node node) {
    if (node.isURI()) {
      return Stream.of(new Iri(node.getURI()));
    }
    if (node.isLiteral()) {
      return literals(node);
    }
    if (node.isBlank()) {
      return Stream.of(
          cell(node).map(cell -> dictionary.term(rest(cell))).orElseGet(() -> blankNode(node)));
    }
    return tripleTerms(node.getTriple());
  }

  private static Stream<Term> literals(Node node) {
    String text = node.getLiteralLexicalForm();
    String name = node.getLiteralLanguage();
    if (name.isEmpty()) {
      return Stream.of(new Literal(text, new Iri(node.getLiteralDatatypeURI()), null));
    }
    TextDirection direction = node.getLiteralBaseDirection();
    String tag = new Language(name, direction == null ? "" : direction.toString()).written();
    return Stream.of(tag, tag.toLowerCase(Locale.ROOT), tag.toUpperCase(Locale.ROOT))
        .distinct()
        .map(each -> Literal.inLanguage(text, each));
  }

  private static Term blankNode(Node node) {
    String label = node.getBlankNodeLabel();
    if (label.matches(BLANK_NODE_PREFIX + "[0-9a-f]{32}")) {
      int middle = BLANK_NODE_PREFIX.length() + HALF_DIGITS;
      return new BlankNode(
          Long.parseUnsignedLong(label, BLANK_NODE_PREFIX.length(), middle, HEX),
          Long.parseUnsignedLong(label, middle, label.length(), HEX));
    }
    return BlankNode.of(new Iri(label).contentHash(), label.hashCode());
  }

  private Stream<Term> tripleTerms(org.apache.jena.graph.Triple triple) {
    return terms(triple.getSubject())
        .flatMap(
            subject ->
                terms(triple.getPredicate())
                    .flatMap(
                        predicate ->
                            terms(triple.getObject())
                                .map(
                                    object ->
                                        new TripleTerm(new Triple(subject, predicate, object)))));
  }
}
