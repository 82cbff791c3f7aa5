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
import cwm.rdf.term.Xsd;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Rules as a message shows them: short enough to read, long enough to recognise. IRIs lose their
/// namespace, so this is no N3.
final class RuleText {
  private static final int LENGTH_MAX = 200;

  /// What N3 writes without quotes.
  private static final Set<Iri> PLAIN = Set.of(Xsd.INTEGER, Xsd.DECIMAL, Xsd.DOUBLE, Xsd.BOOLEAN);

  private static final Pattern BUILTIN =
      Pattern.compile("http://www\\.w3\\.org/2000/10/swap/([a-z]+)#(.*)");

  private RuleText() {}

  static String of(Term body, Term head) {
    return shortened(text(body) + " => " + (Fuses.isHead(head) ? "false" : text(head)));
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
      case Iri(String value) -> term.equals(Rdf.TYPE) ? "a" : name(value);
      case Literal literal ->
          PLAIN.contains(literal.datatype()) ? literal.lexical() : '"' + literal.lexical() + '"';
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

  private static String name(String iri) {
    Matcher builtin = BUILTIN.matcher(iri);
    if (builtin.matches()) {
      return builtin.group(1) + ":" + builtin.group(2);
    }
    int end = Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/'));
    return ":" + iri.substring(end + 1);
  }
}
