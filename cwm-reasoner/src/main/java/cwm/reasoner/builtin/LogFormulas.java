package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LOG;

import cwm.rdf.RdfException;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.N3Writer;
import cwm.rdf.n3.Parsed;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The entries of `log:` that make formulas of something else, and something else of formulas.
final class LogFormulas {
  /// What relative IRIs in texts are resolved against: fixed, so that the same text is the same
  /// formula on every machine. The domain is one that never exists (RFC 2606).
  private static final String BASE = "https://cwm.invalid/";

  static final List<BuiltinDefinition> ALL =
      List.of(
          LOG.function("copy", "term; the same with symbols of its own", LogFormulas::copy)
              .from("EYE")
              .showing("{ :a :b _:x } log:copy { :a :b _:y }")
              .remark(
                  "a formula then binds all its blank nodes and variables; other terms stay as they"
                      + " are"),
          LOG.invertible(
                  "graph",
                  "list of triple terms; the formula of these statements",
                  LogFormulas::graph)
              .from("EYE")
              .showing("(<<( :a :b 1 )>> <<( :a :b 2 )>>) log:graph { :a :b 1, 2 }")
              .remark("the other way round for formulas that bind nothing, in the order of terms"),
          LOG.function("n3ExprFor", "string; the formula that it is as N3", LogFormulas::parse)
              .from("cwm")
              .showing("\"<x:a> <x:b> 1.\" log:n3ExprFor { <x:a> <x:b> 1 }")
              .remark("log:parsedAsN3 under its old name"),
          LOG.function("n3String", "formula; its statements as N3", LogFormulas::write)
              .from("EYE")
              .showing("{ <x:a> <x:b> 1 } log:n3String \"<x:a> <x:b> 1 .\\n\""),
          LOG.function("parsedAsN3", "string; the formula that it is as N3", LogFormulas::parse)
              .from("W3C §4.5.13")
              .showing("\"<x:a> <x:b> 1.\" log:parsedAsN3 { <x:a> <x:b> 1 }")
              .remark("relative IRIs are resolved against `%s`".formatted(BASE)),
          LOG.invertible(
                  "triple",
                  "list of subject, predicate and object; the triple term",
                  LogFormulas::triple)
              .from("EYE")
              .showing("(:a :b 1) log:triple <<( :a :b 1 )>>"));

  private LogFormulas() {}

  private static void parse(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (dictionary.kind(operands.subject()) != TermKind.LITERAL) {
      return;
    }
    Formula formula = parsed(dictionary.text(operands.subject()));
    if (formula != null) {
      answers.answer(operands.subject(), FormulaShapes.intern(dictionary, formula));
    }
  }

  private static @Nullable Formula parsed(String text) {
    Parsed parsed = N3Reader.parse(text, BASE);
    return parsed.diagnostics().isEmpty() ? parsed.document().asFormula() : null;
  }

  private static void write(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    Formula formula = FormulaShapes.read(dictionary, operands.subject());
    if (formula != null) {
      StringShapes.answerText(operands, written(dictionary, formula), answers);
    }
  }

  /// The text of a formula, or `null` if N3 cannot say it.
  private static @Nullable String written(TermDictionary dictionary, Formula formula) {
    var statements = new TripleList();
    for (Formula part : FormulaShapes.parts(dictionary, formula)) {
      dictionary.intern(part.statements().getFirst(), statements);
    }
    var bytes = new ByteArrayOutputStream();
    try {
      new N3Writer(dictionary, Syntax.N3, Map.of(), null).write(statements, bytes);
    } catch (RdfException _) {
      return null;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void copy(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    int copy = operands.subject();
    if (dictionary.kind(copy) == TermKind.FORMULA) {
      Formula formula = dictionary.formula(copy);
      Set<Term> bound = new LinkedHashSet<>(formula.bound());
      bound.addAll(formula.freeSymbols());
      copy = dictionary.intern(Formula.of(formula.statements(), bound));
    }
    answers.answer(operands.subject(), copy);
  }

  private static void triple(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (operands.subject() != TermDictionary.NONE) {
      int[] parts = ListShapes.subjectMembers(operands);
      if (parts.length == 3) {
        int triple = dictionary.internTripleTerm(parts[0], parts[1], parts[2]);
        answers.answer(operands.subject(), triple);
      }
    } else if (dictionary.kind(operands.object()) == TermKind.TRIPLE) {
      int parts = ListShapes.intern(dictionary, dictionary.members(operands.object()));
      answers.answer(parts, operands.object());
    }
  }

  private static void graph(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (operands.subject() != TermDictionary.NONE) {
      Formula formula = operands.isSubjectList() ? ofTriples(operands) : null;
      if (formula != null) {
        answers.answer(operands.subject(), FormulaShapes.intern(dictionary, formula));
      }
      return;
    }
    Formula formula = FormulaShapes.read(dictionary, operands.object());
    if (formula != null && formula.bound().isEmpty()) {
      int[] triples =
          FormulaShapes.parts(dictionary, formula).stream()
              .map(part -> new TripleTerm(part.statements().getFirst()))
              .mapToInt(dictionary::intern)
              .toArray();
      answers.answer(ListShapes.intern(dictionary, triples), operands.object());
    }
  }

  private static @Nullable Formula ofTriples(Operands operands) {
    List<Triple> statements = new ArrayList<>();
    for (int member : operands.subjectMembers()) {
      if (operands.dictionary().kind(member) != TermKind.TRIPLE
          || !(operands.dictionary().term(member) instanceof TripleTerm(Triple statement))) {
        return null;
      }
      statements.add(statement);
    }
    return Formula.of(statements, List.of());
  }
}
