package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LOG;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Triple;
import cwm.reasoner.DocumentException;
import cwm.reasoner.Documents;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The entries of `log:` that read documents.
///
/// One that rules may not read, or that cannot be read, has no answer; [Documents] keeps why. As
/// whoever reads must be the same for all, such rules run at one worker.
final class DocumentBuiltins {
  private static final Iri IMPORTS = new Iri("http://www.w3.org/2002/07/owl#imports");

  /// Documents that one may import, directly or not.
  private static final int IMPORTED_MAX = 1_000;

  private static final String CAT = "<http://example.org/cat> ";
  private static final String SAID =
      "{ <http://example.org/cat#Felix> a <http://example.org/cat#Cat> }";

  private static final String PERMISSION =
      "what rules may read is said by `--mode=r` or in `[security]`";

  static final List<BuiltinDefinition> ALL =
      List.of(
          LOG.function(
                  "content", "IRI; the text of its document", ofDocument(DocumentBuiltins::content))
              .from("W3C §4.5.4")
              .showing(CAT + "log:content \"<#Felix> a <#Cat> .\"")
              .remark(PERMISSION)
              .reading(),
          LOG.function(
                  "resolvesTo",
                  "IRI; what its document says",
                  ofDocument(DocumentBuiltins::semantics))
              .from("cwm")
              .showing(CAT + "log:resolvesTo " + SAID)
              .remark("log:semantics under its old name")
              .reading(),
          LOG.function(
                  "semantics",
                  "IRI; what its document says",
                  ofDocument(DocumentBuiltins::semantics))
              .from("W3C §4.5.15")
              .showing(CAT + "log:semantics " + SAID)
              .remark(PERMISSION + "; media types are those that inputs may have")
              .reading(),
          LOG.function(
                  "semanticsOrError",
                  "IRI; what its document says, or why that cannot be read",
                  ofDocument(DocumentBuiltins::semanticsOrError))
              .from("W3C §4.5.16")
              .showing(CAT + "log:semanticsOrError " + SAID)
              .remark(PERMISSION)
              .reading(),
          LOG.function(
                  "semanticsWithImportsClosure",
                  "IRI; what its document says, and all those that owl:imports names",
                  ofDocument(DocumentBuiltins::semanticsWithImports))
              .from("cwm")
              .showing(CAT + "log:semanticsWithImportsClosure " + SAID)
              .remark(PERMISSION)
              .reading());

  /// Makes a term of what a document says.
  @FunctionalInterface
  private interface Reading {
    int read(TermDictionary dictionary, Documents documents, String iri) throws DocumentException;
  }

  private DocumentBuiltins() {}

  /// `IRI function term`, where the document may give no answer.
  private static Builtin ofDocument(Reading reading) {
    return (operands, answers) -> {
      TermDictionary dictionary = operands.dictionary();
      if (dictionary.kind(operands.subject()) != TermKind.IRI) {
        return;
      }
      Documents documents = operands.context().world().documents();
      try {
        int object = reading.read(dictionary, documents, dictionary.text(operands.subject()));
        answers.answer(operands.subject(), object);
      } catch (DocumentException _) {
        // no answer
      }
    };
  }

  private static int content(TermDictionary dictionary, Documents documents, String iri)
      throws DocumentException {
    return dictionary.internString(documents.text(iri));
  }

  private static int semantics(TermDictionary dictionary, Documents documents, String iri)
      throws DocumentException {
    return FormulaShapes.intern(dictionary, documents.formula(iri));
  }

  private static int semanticsOrError(TermDictionary dictionary, Documents documents, String iri) {
    try {
      return semantics(dictionary, documents, iri);
    } catch (DocumentException e) {
      return dictionary.internString(String.valueOf(e.getMessage()));
    }
  }

  private static int semanticsWithImports(
      TermDictionary dictionary, Documents documents, String iri) throws DocumentException {
    return FormulaShapes.intern(dictionary, Conjunction.of(withImports(iri, documents)));
  }

  private static List<Formula> withImports(String first, Documents documents)
      throws DocumentException {
    Set<String> seen = new HashSet<>(List.of(first));
    Deque<String> open = new ArrayDeque<>(seen);
    List<Formula> read = new ArrayList<>();
    while (!open.isEmpty()) {
      Formula formula = documents.formula(open.pop());
      read.add(formula);
      for (Triple statement : formula.statements()) {
        if (statement.predicate().equals(IMPORTS)
            && statement.object() instanceof Iri(String imported)
            && seen.add(imported)) {
          open.add(imported);
        }
      }
      if (seen.size() > IMPORTED_MAX) {
        throw new DocumentException(
            "cannot read %s: it imports more than %,d documents".formatted(first, IMPORTED_MAX));
      }
    }
    return read;
  }
}
