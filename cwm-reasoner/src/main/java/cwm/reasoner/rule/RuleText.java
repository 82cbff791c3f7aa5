package cwm.reasoner.rule;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import java.util.stream.Collectors;

/// Rules as a message shows them: short enough to read, long enough to recognise. IRIs lose their
/// namespace, so this is no N3.
final class RuleText {
  private static final int LENGTH_MAX = 200;

  private RuleText() {}

  static String of(Term body, Term head) {
    return shortened(text(body) + " => " + text(head));
  }

  static String ofBackward(Term head, Term body) {
    return shortened(text(head) + " <= " + text(body));
  }

  private static String shortened(String whole) {
    return whole.length() <= LENGTH_MAX ? whole : whole.substring(0, LENGTH_MAX - 3) + "...";
  }

  static String of(Triple statement) {
    return text(statement);
  }

  private static String text(Triple triple) {
    return text(triple.subject()) + " " + text(triple.predicate()) + " " + text(triple.object());
  }

  private static String text(Term term) {
    return switch (term) {
      case Iri(String value) -> term.equals(Rdf.TYPE) ? "a" : ":" + localName(value);
      case Literal literal -> '"' + literal.lexical() + '"';
      case BlankNode _ -> "[]";
      case Variable(String name) -> "?" + name;
      case ListTerm(var items) ->
          items.stream().map(RuleText::text).collect(Collectors.joining(" ", "(", ")"));
      case TripleTerm(var triple) -> "<<( " + text(triple) + " )>>";
      case Formula formula ->
          formula.statements().stream()
              .map(RuleText::text)
              .collect(Collectors.joining(" . ", "{ ", " }"));
    };
  }

  private static String localName(String iri) {
    int end = Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/'));
    return iri.substring(end + 1);
  }
}
