package cwm.rdf.testing;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Log;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Random statements that use every kind of term, with a liking for what is easily got wrong.
///
/// They draw on few names, so that blank nodes, variables and whole formulas meet again: in other
/// statements, in nested formulas, and shadowed by a formula that binds the same name.
public final class RandomGraphs {
  private static final int DEPTH_MAX = 4;
  private static final List<String> NAMESPACES =
      List.of("http://example.org/ns#", "http://example.org/", "http://example.org/a/b/", "urn:x:");
  private static final List<String> LOCAL_NAMES =
      List.of(
          "a", "b", "c", "p", "q", "r", "Type1", "1st", "_x", "-x", "x-", "x.", ".x", "x.y", "x:y",
          ":", "", "é", "·x", "x·", "𝒳", "x'y", "x,y", "(x)", "x;y", "%41", "100%", "a/b", "a#b",
          "~", "x!", "$&*+=", "?q=1&r", "@", "\uE000", "\u0085", "a/../b", "true", "is");
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "plain text",
          "\"",
          "\"\"\"",
          "ends with \"",
          "\\",
          "\\n",
          "two\nlines",
          "\n",
          "\"quoted\"\n\"twice\"\"",
          "ends\nwith \\",
          "tab\t",
          "\r",
          "\r\n",
          "\b\f",
          "\u0000\u0001\u001f\u007f",
          "é",
          "𝒳𝒴",
          "\uFEFF",
          "\uFFFD\uFFFF",
          "{ } [ ] ( ) # . ; ,",
          "<http://example.org/>",
          "'''",
          "@en",
          "^^",
          "?x",
          "x".repeat(150),
          "é\n".repeat(1_000));
  private static final List<String> NUMBERS =
      List.of(
          "1", "-1", "+1", "007", "1.", "+1.", ".5", "-.5", "1.0", "1E5", "1.E5", ".5e-3", "-1.0e0",
          "1e", "e5", "INF", "-INF", "NaN", "", " 1", "1 ", "0x1", "٣", "1_000", "true", "false",
          "1.2.3");
  private static final List<Iri> NUMBER_TYPES =
      List.of(Xsd.INTEGER, Xsd.DECIMAL, Xsd.DOUBLE, Xsd.FLOAT, Xsd.BOOLEAN);
  private static final List<String> LANGUAGE_TAGS = List.of("en", "de-CH-1996", "EN", "x-a1");
  private static final List<String> VARIABLE_NAMES =
      List.of("x", "y", "z", "x1", "é", "1", "x-y", "x y", "x.y", "%", "urn:x-cwm:variable:x");

  private final RandomSource random;
  private final boolean isRdf;
  private final List<Term> freeSymbols = new ArrayList<>();
  private int blankNodeCount;

  private RandomGraphs(RandomSource random, boolean isRdf) {
    this.random = random;
    this.isRdf = isRdf;
    for (int i = 0; i < 3; i++) {
      freeSymbols.add(blankNode());
      if (!isRdf) {
        freeSymbols.add(variable());
      }
    }
  }

  /// Up to 12 statements that use all of N3 but the empty formula, for which there is no text.
  public static List<Triple> n3(long seed) {
    return new RandomGraphs(new RandomSource(seed), false).graph();
  }

  /// Up to 12 statements that N-Triples can say too, if lists are written as chains.
  public static List<Triple> rdf(long seed) {
    return new RandomGraphs(new RandomSource(seed), true).graph();
  }

  /// A term of any kind.
  public static Term term(long seed) {
    var graphs = new RandomGraphs(new RandomSource(seed), false);
    return graphs.term(graphs.freeSymbols, 0);
  }

  private List<Triple> graph() {
    return random.many(random.between(0, 12), () -> statement(freeSymbols, 0));
  }

  private Triple statement(List<Term> symbols, int depth) {
    if (isRdf) {
      return new Triple(rdfSubject(symbols, depth), iri(), term(symbols, depth));
    }
    if (depth < DEPTH_MAX && random.oneIn(6)) {
      return new Triple(formula(symbols, depth + 1), Log.IMPLIES, formula(symbols, depth + 1));
    }
    Term predicate = random.oneIn(6) ? term(symbols, depth) : iri();
    return new Triple(term(symbols, depth), predicate, term(symbols, depth));
  }

  private Term rdfSubject(List<Term> symbols, int depth) {
    return switch (random.below(6)) {
      case 0 -> list(symbols, depth + 1);
      case 1, 2, 3 -> random.pick(symbols);
      default -> iri();
    };
  }

  private Term term(List<Term> symbols, int depth) {
    int choice = random.below(depth < DEPTH_MAX ? 12 : 9);
    return switch (choice) {
      case 0, 1 -> iri();
      case 2, 3, 4 -> literal();
      case 5, 6, 7, 8 -> random.pick(symbols);
      case 9, 10 -> list(symbols, depth + 1);
      default -> isRdf ? iri() : composite(symbols, depth + 1);
    };
  }

  private Term composite(List<Term> symbols, int depth) {
    return random.oneIn(4) ? new TripleTerm(statement(symbols, depth)) : formula(symbols, depth);
  }

  private ListTerm list(List<Term> symbols, int depth) {
    return new ListTerm(random.many(random.below(4), () -> term(symbols, depth)));
  }

  private Formula formula(List<Term> outer, int depth) {
    Set<Term> bound = new LinkedHashSet<>();
    List<Term> symbols = new ArrayList<>(outer);
    for (int i = random.below(3); i > 0; i--) {
      bound.add(blankNode());
    }
    if (random.oneIn(3)) {
      bound.add(variable());
    }
    if (random.oneIn(5)) {
      bound.add(random.pick(outer)); // shadows it
    }
    symbols.addAll(bound);
    symbols.addAll(bound); // and prefers its own
    int count = random.between(1, 3);
    return Formula.of(random.many(count, () -> statement(symbols, depth)), bound);
  }

  private BlankNode blankNode() {
    return BlankNode.of(++blankNodeCount);
  }

  private Variable variable() {
    return new Variable(random.pick(VARIABLE_NAMES));
  }

  private Iri iri() {
    return switch (random.below(10)) {
      case 0 -> Rdf.TYPE;
      case 1 -> new Iri("urn:x-cwm:blank:0");
      case 2 -> new Iri("http://www.w3.org/2002/07/owl#sameAs");
      case 3, 4, 5 -> new Iri(random.pick(NAMESPACES) + random.pick(LOCAL_NAMES));
      default -> new Iri(NAMESPACES.getFirst() + random.pick(LOCAL_NAMES.subList(0, 6)));
    };
  }

  private Literal literal() {
    return switch (random.below(5)) {
      case 0 -> Literal.of(random.pick(TEXTS));
      case 1 -> Literal.inLanguage(random.pick(TEXTS), random.pick(LANGUAGE_TAGS));
      case 2 -> new Literal(random.pick(TEXTS), iri(), null);
      default -> Literal.of(random.pick(NUMBERS), random.pick(NUMBER_TYPES));
    };
  }
}
