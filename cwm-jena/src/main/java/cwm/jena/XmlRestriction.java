package cwm.jena;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Rdf;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What RDF/XML cannot say although RDF can: predicates that do not end in a name of XML or are
/// part of the syntax, and characters that XML does not have.
final class XmlRestriction {
  /// Names of `rdf:` that are no properties (RDF 1.1 XML Syntax §6.1.4), or, as `li`, stand for
  /// others.
  private static final Set<String> SYNTAX_NAMES =
      Set.of(
          "RDF",
          "ID",
          "about",
          "parseType",
          "resource",
          "nodeID",
          "datatype",
          "Description",
          "li",
          "aboutEach",
          "aboutEachPrefix",
          "bagID");

  private final TermDictionary dictionary;
  private final BitSet fine = new BitSet();
  private final BitSet finePredicates = new BitSet();

  XmlRestriction(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /// What keeps a statement from being written, or null.
  @Nullable String problem(int subject, int predicate, int object) {
    String problem = predicateProblem(predicate);
    if (problem == null) {
      problem = problem(subject);
    }
    if (problem == null) {
      problem = problem(predicate);
    }
    return problem == null ? problem(object) : problem;
  }

  private @Nullable String predicateProblem(int predicate) {
    if (finePredicates.get(predicate) || dictionary.kind(predicate) == TermKind.LIST) {
      return null; // rdf:nil is interned as the empty list
    }
    String iri = dictionary.text(predicate);
    if (XmlText.localNameStart(iri) == iri.length()) {
      return "its predicate <" + iri + "> does not end in a name of XML";
    }
    if (iri.startsWith(Rdf.NAMESPACE)
        && SYNTAX_NAMES.contains(iri.substring(Rdf.NAMESPACE.length()))) {
      return "its predicate <" + iri + "> is part of the syntax";
    }
    finePredicates.set(predicate);
    return null;
  }

  private @Nullable String problem(int id) {
    if (fine.get(id)) {
      return null;
    }
    String problem =
        switch (dictionary.kind(id)) {
          case IRI -> textProblem(dictionary.text(id));
          case LITERAL -> {
            String ofText = textProblem(dictionary.text(id));
            yield ofText == null ? problem(dictionary.datatype(id)) : ofText;
          }
          case LIST -> {
            String ofMember = null;
            for (int i = 0; i < dictionary.listSize(id) && ofMember == null; i++) {
              ofMember = problem(dictionary.listMember(id, i));
            }
            yield ofMember;
          }
          case BLANK_NODE -> null;
          case VARIABLE, FORMULA, TRIPLE ->
              throw new IllegalStateException("unchecked: " + dictionary.term(id));
        };
    if (problem == null) {
      fine.set(id);
    }
    return problem;
  }

  private static @Nullable String textProblem(String text) {
    int forbidden = XmlText.forbidden(text);
    return forbidden < 0
        ? null
        : "it holds the character U+%04X, which XML does not have".formatted(forbidden);
  }
}
