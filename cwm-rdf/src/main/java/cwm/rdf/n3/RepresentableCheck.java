package cwm.rdf.n3;

import cwm.rdf.RdfException;
import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Finds out, before a byte is written, whether a syntax can say a set of statements.
///
/// Other syntaxes of RDF are taken for one of these, with what they cannot say beyond that.
///
/// N3 has every kind of term in every place; Turtle has what RDF 1.2 has, and lists; N-Triples have
/// what RDF 1.1 has, with chains for lists. No syntax can write an IRI that is relative or holds a
/// space, nor the empty formula, since readers take `{}` for `true`.
public final class RepresentableCheck {
  private static final int SHOWN_LENGTH = 200;

  /// What a syntax cannot say although RDF can.
  @FunctionalInterface
  public interface Restriction {
    /// What keeps a statement from being written, or null.
    @Nullable String problem(int subject, int predicate, int object);
  }

  private final TermDictionary dictionary;
  private final Syntax syntax;
  private final String syntaxName;
  private final Restriction restriction;
  private final BitSet fine = new BitSet();

  RepresentableCheck(TermDictionary dictionary, Syntax syntax) {
    this(dictionary, syntax, nameOf(syntax), (_, _, _) -> null);
  }

  /// @param syntax has the kinds of terms of the syntax in question in the same places
  /// @param syntaxName what messages call the latter
  /// @param restriction is asked about statements that are fine otherwise
  public RepresentableCheck(
      TermDictionary dictionary, Syntax syntax, String syntaxName, Restriction restriction) {
    this.dictionary = dictionary;
    this.syntax = syntax;
    this.syntaxName = syntaxName;
    this.restriction = restriction;
  }

  /// Returns if the syntax can say all `statements`.
  ///
  /// @throws RdfException `NOT_REPRESENTABLE`, naming how many it cannot say and the first of them
  public void check(TripleList statements) {
    String remedy =
        syntax == Syntax.N3
            ? "leave it out, or mend the rule or data that made it"
            : "write N3 (--n3), or leave out rules (--data)";
    check(statements, "", remedy);
  }

  /// The same for a named graph and its name.
  void check(NamedGraph graph) {
    Term name = dictionary.term(graph.name());
    String problem = nameProblem(graph.name());
    if (problem != null) {
      throw new RdfException(
          "NOT_REPRESENTABLE",
          "the graph %s cannot be written as %s: %s; leave it out"
              .formatted(name, syntaxName, problem));
    }
    check(
        graph.statements(),
        " of the graph " + name,
        syntax == Syntax.NTRIPLES ? "write TriG (--format=trig), or leave it out" : "leave it out");
  }

  /// @param graph what the statements are of, as messages say it
  private void check(TripleList statements, String graph, String remedy) {
    int count = 0;
    int firstIndex = 0;
    String firstProblem = "";
    for (int i = 0; i < statements.size(); i++) {
      String problem = problem(statements, i);
      if (problem != null && count++ == 0) {
        firstIndex = i;
        firstProblem = problem;
      }
    }
    if (count > 0) {
      String counts = "%,d of %,d statements%s".formatted(count, statements.size(), graph);
      throw refusal(counts, statements, firstIndex, firstProblem, remedy);
    }
  }

  private RdfException refusal(
      String counts, TripleList statements, int index, String problem, String remedy) {
    String first =
        dictionary
            .triple(
                statements.subject(index), statements.predicate(index), statements.object(index))
            .toString();
    if (first.length() > SHOWN_LENGTH) {
      first = first.substring(0, SHOWN_LENGTH) + "...";
    }
    return new RdfException(
        "NOT_REPRESENTABLE",
        "%s cannot be written as %s; the first is %s: %s; %s"
            .formatted(counts, syntaxName, first, problem, remedy));
  }

  private static String nameOf(Syntax syntax) {
    return switch (syntax) {
      case N3 -> "N3";
      case TURTLE -> "Turtle";
      case NTRIPLES -> "N-Triples";
    };
  }

  /// What keeps a term from naming a graph, or null.
  private @Nullable String nameProblem(int name) {
    return switch (dictionary.kind(name)) {
      case IRI -> problem(name);
      case BLANK_NODE -> null;
      case LIST -> dictionary.listSize(name) == 0 ? null : "its name is a list";
      case LITERAL, VARIABLE, FORMULA, TRIPLE -> "its name is a " + name(dictionary.kind(name));
    };
  }

  /// What keeps a statement from being written, or null.
  private @Nullable String problem(TripleList statements, int index) {
    int subject = statements.subject(index);
    int predicate = statements.predicate(index);
    if (syntax != Syntax.N3) {
      TermKind kind = dictionary.kind(subject);
      if (kind == TermKind.LITERAL || kind == TermKind.TRIPLE) {
        return "its subject is a " + name(kind);
      }
      // rdf:nil is interned as the empty list.
      kind = dictionary.kind(predicate);
      boolean isNil = kind == TermKind.LIST && dictionary.listSize(predicate) == 0;
      if (kind != TermKind.IRI && !isNil) {
        return "its predicate is a " + name(kind);
      }
    }
    String problem = problem(subject);
    if (problem == null) {
      problem = problem(predicate);
    }
    int object = statements.object(index);
    if (problem == null) {
      problem = problem(object);
    }
    return problem == null ? restriction.problem(subject, predicate, object) : problem;
  }

  private static String name(TermKind kind) {
    return switch (kind) {
      case IRI -> "IRI";
      case LITERAL -> "literal";
      case BLANK_NODE -> "blank node";
      case VARIABLE -> "variable";
      case LIST -> "list";
      case FORMULA -> "formula";
      case TRIPLE -> "triple term";
    };
  }

  private @Nullable String problem(int id) {
    if (fine.get(id)) {
      return null;
    }
    String problem =
        switch (dictionary.kind(id)) {
          case BLANK_NODE -> null;
          case IRI -> iriProblem(dictionary.text(id));
          case LITERAL ->
              dictionary.language(id).isPresent()
                  ? problem(dictionary.term(id))
                  : problem(dictionary.datatype(id));
          case VARIABLE, LIST, FORMULA, TRIPLE -> problem(dictionary.term(id));
        };
    if (problem == null) {
      fine.set(id);
    }
    return problem;
  }

  private @Nullable String problem(Term term) {
    return switch (term) {
      case Iri(String value) -> iriProblem(value);
      case Literal literal -> literalProblem(literal);
      case BlankNode _ -> null;
      case Variable variable -> syntax == Syntax.N3 ? null : "it holds the variable " + variable;
      case ListTerm(var items) -> {
        String problem = null;
        for (int i = 0; i < items.size() && problem == null; i++) {
          problem = problem(items.get(i));
        }
        yield problem;
      }
      case Formula formula -> formulaProblem(formula);
      case TripleTerm(var triple) -> tripleTermProblem(triple);
    };
  }

  private static @Nullable String iriProblem(String iri) {
    int forbidden = Tokens.forbiddenInIri(iri);
    if (forbidden >= 0) {
      return "its IRI <%s> holds the character U+%04X, which IRIs cannot have"
          .formatted(iri, forbidden);
    }
    return Tokens.isAbsolute(iri) ? null : "its IRI <" + iri + "> is relative";
  }

  private static @Nullable String literalProblem(Literal literal) {
    String language = literal.language();
    if (language != null) {
      return Tokens.isLanguageTag(language) ? null : "\"" + language + "\" is no language tag";
    }
    return iriProblem(literal.datatype().value());
  }

  private @Nullable String formulaProblem(Formula formula) {
    if (syntax != Syntax.N3) {
      return "it holds a formula";
    }
    if (formula.statements().isEmpty()) {
      return "it holds the empty formula, for which there is no text: {} is read as true";
    }
    String problem = null;
    for (Triple statement : formula.statements()) {
      problem = partsProblem(statement);
      if (problem != null) {
        break;
      }
    }
    return problem;
  }

  private @Nullable String tripleTermProblem(Triple triple) {
    boolean isSayable =
        switch (syntax) {
          case N3 -> true;
          case TURTLE -> isRdf(triple);
          case NTRIPLES -> false;
        };
    return isSayable ? partsProblem(triple) : "it holds a triple term " + triple;
  }

  /// Whether a triple has its kinds of terms where RDF 1.2 has them; `rdf:nil` is no list there.
  private static boolean isRdf(Triple triple) {
    boolean isSubject = triple.subject() instanceof Iri || triple.subject() instanceof BlankNode;
    boolean isObject = !(triple.object() instanceof ListTerm(var items)) || items.isEmpty();
    return isSubject && triple.predicate() instanceof Iri && isObject;
  }

  private @Nullable String partsProblem(Triple triple) {
    String problem = problem(triple.subject());
    if (problem == null) {
      problem = problem(triple.predicate());
    }
    return problem == null ? problem(triple.object()) : problem;
  }
}
