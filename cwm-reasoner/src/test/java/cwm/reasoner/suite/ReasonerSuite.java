package cwm.reasoner.suite;

import static java.util.stream.Collectors.joining;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.World;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// A suite of programs and their results: a folder with `tests.tsv` (its README says how a pass is
/// judged).
///
/// Literals are compared by lexical form, datatype and language; numbers by value where the
/// references come from several engines.
record ReasonerSuite(Path folder, List<Case> cases, boolean numbersByValue) {
  private static final Set<Iri> NUMBERS = Set.of(Xsd.INTEGER, Xsd.DECIMAL, Xsd.DOUBLE);
  private static final Iri OUTPUT_STRING = new Iri(Log.NAMESPACE + "outputString");

  /// @param mode which statements of the store count: `data`, `conclusions`, `store`; or `strings`
  ///   for the text that `log:outputString` makes
  record Case(String name, String action, String result, String base, String mode, String status) {

    String folderIri() {
      return base.substring(0, base.length() - action.length());
    }

    String resultBase() {
      return folderIri() + result;
    }
  }

  static ReasonerSuite in(Path folder, boolean numbersByValue) {
    List<Case> cases = new ArrayList<>();
    List<String> lines = read(folder.resolve("tests.tsv")).lines().toList();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      String mode = cells[5].replaceFirst(".*mode=([a-z]+).*", "$1");
      cases.add(new Case(cells[0], cells[2], cells[3], cells[4], mode, cells[6]));
    }
    return new ReasonerSuite(folder, List.copyOf(cases), numbersByValue);
  }

  /// Runs a case.
  ///
  /// @return empty text if it passes, else what was expected and what came
  String outcome(Case test, Spreading spreading) {
    try {
      PartitionedStore store = run(test, spreading);
      return test.mode().equals("strings")
          ? difference(expectedText(test), strings(store))
          : difference(graph(values(expected(test))), graph(values(actual(test, store))));
    } catch (RuntimeException e) {
      return "failed: " + e;
    }
  }

  private static String difference(Object expected, Object actual) {
    return actual.equals(expected) ? "" : "expected " + expected + "\nbut was  " + actual;
  }

  /// The statements with every number as a double.
  private Set<Triple> values(Set<Triple> statements) {
    if (!numbersByValue) {
      return statements;
    }
    Set<Triple> values = new LinkedHashSet<>();
    for (Triple statement : statements) {
      values.add(
          new Triple(
              value(statement.subject()), value(statement.predicate()), value(statement.object())));
    }
    return values;
  }

  private static Term value(Term term) {
    return switch (term) {
      case Literal literal when NUMBERS.contains(literal.datatype()) ->
          Literal.of(Double.toString(Double.parseDouble(literal.lexical())), Xsd.DOUBLE);
      case ListTerm(var items) -> new ListTerm(items.stream().map(ReasonerSuite::value).toList());
      case Iri _, Literal _, BlankNode _, Variable _, Formula _, TripleTerm _ -> term;
    };
  }

  /// The text of the result file without its comments.
  private String expectedText(Case test) {
    return read(folder.resolve(test.result()))
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line + "\n")
        .collect(joining());
  }

  /// The objects of `log:outputString` in the order of their subjects, as `cwm --strings` prints
  /// them.
  private static String strings(PartitionedStore store) {
    Map<String, String> texts = new TreeMap<>();
    forEach(
        store,
        (statement, _) -> {
          if (statement.predicate().equals(OUTPUT_STRING)
              && statement.object() instanceof Literal text) {
            texts.merge(key(statement.subject()), text.lexical(), String::concat);
          }
        });
    return String.join("", texts.values());
  }

  private static String key(Term subject) {
    return switch (subject) {
      case Iri(String value) -> value;
      case Literal literal -> literal.lexical();
      case BlankNode _, Variable _, ListTerm _, Formula _, TripleTerm _ -> subject.toString();
    };
  }

  private Set<Triple> expected(Case test) {
    String text = read(folder.resolve(test.result()));
    List<Triple> statements = N3Reader.parse(text, test.resultBase()).orThrow().statements();
    Set<Triple> expected = new LinkedHashSet<>(statements);
    if (test.mode().equals("data")) {
      expected.removeIf(statement -> !isData(statement));
    }
    return expected;
  }

  private PartitionedStore run(Case test, Spreading spreading) {
    var store = new PartitionedStore(new TermDictionary(), spreading);
    String text = read(folder.resolve(test.action()));
    new N3Reader(store.dictionary(), Syntax.N3)
        .read(Source.ofString(test.action(), text), test.base(), store::assertFact)
        .orThrow();
    var world = new World(List.of(), Map.of(), new SuiteDocuments(folder, test.folderIri()));
    new Reasoner(store, Builtins.standard()).think(new RunContext(Budget.unlimited(), 0, world));
    return store;
  }

  private static Set<Triple> actual(Case test, PartitionedStore store) {
    Set<Triple> actual = new LinkedHashSet<>();
    forEach(
        store,
        (statement, isAsserted) -> {
          boolean counts =
              switch (test.mode()) {
                case "data" -> isData(statement);
                case "conclusions" -> !isAsserted;
                default -> true;
              };
          if (counts) {
            actual.add(statement);
          }
        });
    return actual;
  }

  private static void forEach(PartitionedStore store, BiConsumer<Triple, Boolean> action) {
    TermDictionary dictionary = store.dictionary();
    for (FactTable table : store.tables()) {
      for (int row = 0; row < table.rowCount(); row++) {
        Triple statement =
            dictionary.triple(table.subject(row), table.predicate(), table.object(row));
        action.accept(statement, table.isAsserted(row));
      }
    }
  }

  private static boolean isData(Triple statement) {
    var dictionary = new TermDictionary();
    for (Term term : List.of(statement.subject(), statement.predicate(), statement.object())) {
      int id = dictionary.intern(term);
      if (dictionary.hasFormula(id) || dictionary.hasVariable(id)) {
        return false;
      }
    }
    return true;
  }

  /// The statements as a formula that binds all their blank nodes and variables, so that equality
  /// is isomorphism.
  private static Formula graph(Set<Triple> statements) {
    Formula open = Formula.of(statements, Set.of());
    List<Term> symbols =
        open.freeSymbols().stream()
            .filter(symbol -> symbol instanceof BlankNode || symbol instanceof Variable)
            .toList();
    return Formula.of(statements, symbols);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
