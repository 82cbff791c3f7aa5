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
import java.util.Optional;
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

  // By the id's last bits. Threads may overwrite one another's: each entry is right by itself.
  private final @Nullable Known[] recent = new @Nullable Known[RECENT_COUNT];

  // By the node's hash.
  private final @Nullable Known[] recentlyFound = new @Nullable Known[RECENT_COUNT];

  /// @param isComplete whether a term that the dictionary does not know is in no fact
  TermNodes(TermDictionary dictionary, boolean isComplete) {
    this.dictionary = dictionary;
    this.isComplete = isComplete;
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
        ? termOf(node).map(dictionary::intern).orElse(TermDictionary.NONE)
        : known;
  }

  /// The id of a concrete node that the dictionary knows, or [TermDictionary#NONE].
  int known(Node node) {
    if (cell(node).orElse(null) instanceof ListCell(int list, int offset)) {
      return offset == 0 ? list : TermDictionary.NONE;
    }
    return termOf(node).map(dictionary::find).orElse(TermDictionary.NONE);
  }

  /// The id of a concrete node, added if it is new. A cell within a list is the list of what is
  /// left from there.
  ///
  /// @throws SparqlException as [#term]
  int intern(Node node) {
    int known = find(node);
    return known == TermDictionary.NONE
        ? cell(node).map(this::rest).orElseGet(() -> dictionary.intern(term(node)))
        : known;
  }

  /// The term of a concrete node; see [#intern].
  ///
  /// @throws SparqlException if there is none: a query may give a literal the datatype of those
  ///   with a language, and no language
  Term term(Node node) {
    return termOf(node)
        .orElseThrow(
            () ->
                new SparqlException(
                    SparqlException.Kind.FAILED,
                    node
                        + " has no language tag; give it one, such as \"...\"@en, or another"
                        + " datatype"));
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

  /// The term that a node stands for; empty if none does.
  private Optional<Term> termOf(Node node) {
    if (node.isURI()) {
      return Optional.of(new Iri(node.getURI()));
    }
    if (node.isLiteral()) {
      return literal(node);
    }
    if (node.isBlank()) {
      return Optional.of(
          cell(node).map(cell -> dictionary.term(rest(cell))).orElseGet(() -> blankNode(node)));
    }
    return tripleTerm(node.getTriple());
  }

  private static Optional<Term> literal(Node node) {
    String text = node.getLiteralLexicalForm();
    String name = node.getLiteralLanguage();
    if (!name.isEmpty()) {
      TextDirection direction = node.getLiteralBaseDirection();
      String tag = new Language(name, direction == null ? "" : direction.toString()).written();
      return Optional.of(Literal.inLanguage(text, tag));
    }
    var datatype = new Iri(node.getLiteralDatatypeURI());
    return datatype.equals(Rdf.LANG_STRING)
        ? Optional.empty()
        : Optional.of(Literal.of(text, datatype));
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

  private Optional<Term> tripleTerm(org.apache.jena.graph.Triple triple) {
    return termOf(triple.getSubject())
        .flatMap(
            subject ->
                termOf(triple.getPredicate())
                    .flatMap(
                        predicate ->
                            termOf(triple.getObject())
                                .map(
                                    object ->
                                        new TripleTerm(new Triple(subject, predicate, object)))));
  }
}
