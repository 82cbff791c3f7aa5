package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LOG;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Xsd;
import java.util.List;
import java.util.regex.Pattern;

/// The entries of `log:` that look at their operands alone; those that read the store, documents or
/// rules belong to the engine.
final class LogBuiltins {
  /// An absolute IRI as N3 can write it: a scheme, and none of the characters that N3 excludes.
  private static final Pattern ABSOLUTE_IRI =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20<>\"{}|^`\\\\]*");

  /// A language tag as N3 can write it.
  private static final Pattern LANGUAGE_TAG = Pattern.compile("[A-Za-z]+(-[A-Za-z0-9]+)*");

  static final List<BuiltinDefinition> ALL =
      List.of(
          LOG.function(
                  "conjunction",
                  "list of formulas; their union",
                  FormulaShapes.ofFormulas(Conjunction::of))
              .from("W3C §4.5.3")
              .showing("({ :a :b 1 } { :a :b 2 }) log:conjunction { :a :b 1, 2 }")
              .remark("where nothing is said it is `true`, as the reader takes `{}`"),
          LOG.invertible("dtlit", "string and datatype; the literal", LogBuiltins::typedLiteral)
              .from("W3C §4.5.5")
              .showing("(\"1971-05-05\" xsd:date) log:dtlit \"1971-05-05\"^^xsd:date"),
          LOG.invertible("equalTo", "term; the same term", LogBuiltins::equalTo)
              .from("W3C §4.5.6")
              .showing(":a log:equalTo :a")
              .remark("`?x log:equalTo :a` gives :a"),
          LOG.invertible("langlit", "string and language; the literal", LogBuiltins::langString)
              .from("W3C §4.5.9")
              .showing("(\"hello\" \"en\") log:langlit \"hello\"@en"),
          LOG.test("notEqualTo", "term; another term", LogBuiltins::notEqualTo)
              .from("W3C §4.5.10")
              .showing("\"Cat\" log:notEqualTo \"Cat\"@en")
              .wantingValues(),
          LOG.function(
                  "rawType",
                  "term; log:Formula, log:Literal, rdf:List or log:Other",
                  LogBuiltins::rawType)
              .from("W3C §4.5.14")
              .showing("(1 2) log:rawType rdf:List"),
          LOG.invertible("uri", "IRI; its text", LogBuiltins::uri)
              .from("W3C §4.5.18")
              .showing("<https://www.w3.org> log:uri \"https://www.w3.org\""));

  private LogBuiltins() {}

  private static void equalTo(Operands operands, Answers answers) {
    int term = operands.subject() == TermDictionary.NONE ? operands.object() : operands.subject();
    if (operands.object() == TermDictionary.NONE || operands.object() == term) {
      answers.answer(term, term);
    }
  }

  private static void notEqualTo(Operands operands, Answers answers) {
    if (operands.subject() != operands.object()) {
      answers.answer(operands.subject(), operands.object());
    }
  }

  private static void rawType(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    Iri type =
        switch (dictionary.kind(operands.subject())) {
          case FORMULA -> new Iri(LOG.iri() + "Formula");
          case LITERAL -> new Iri(LOG.iri() + "Literal");
          case LIST -> Rdf.LIST;
          case IRI, BLANK_NODE, VARIABLE, TRIPLE -> new Iri(LOG.iri() + "Other");
        };
    answers.answer(operands.subject(), dictionary.intern(type));
  }

  static void uri(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (operands.subject() != TermDictionary.NONE) {
      if (dictionary.kind(operands.subject()) == TermKind.IRI) {
        String text = dictionary.text(operands.subject());
        answers.answer(operands.subject(), dictionary.internString(text));
      }
    } else if (isString(dictionary, operands.object())) {
      String text = dictionary.text(operands.object());
      if (ABSOLUTE_IRI.matcher(text).matches()) {
        answers.answer(dictionary.intern(new Iri(text)), operands.object());
      }
    }
  }

  private static void typedLiteral(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (operands.subject() != TermDictionary.NONE) {
      int[] pair = ListShapes.subjectMembers(operands);
      if (pair.length == 2
          && isString(dictionary, pair[0])
          && dictionary.term(pair[1]) instanceof Iri datatype
          && !datatype.equals(Rdf.LANG_STRING)) {
        Literal literal = Literal.of(dictionary.text(pair[0]), datatype);
        answers.answer(operands.subject(), dictionary.intern(literal));
      }
    } else if (dictionary.term(operands.object()) instanceof Literal literal
        && literal.language() == null) {
      int string = dictionary.internString(literal.lexical());
      int datatype = dictionary.intern(literal.datatype());
      answers.answer(ListShapes.intern(dictionary, string, datatype), operands.object());
    }
  }

  private static void langString(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (operands.subject() != TermDictionary.NONE) {
      int[] pair = ListShapes.subjectMembers(operands);
      if (pair.length == 2 && isString(dictionary, pair[0]) && isString(dictionary, pair[1])) {
        String language = dictionary.text(pair[1]);
        if (LANGUAGE_TAG.matcher(language).matches()) {
          Literal literal = Literal.inLanguage(dictionary.text(pair[0]), language);
          answers.answer(operands.subject(), dictionary.intern(literal));
        }
      }
    } else if (dictionary.term(operands.object()) instanceof Literal literal
        && literal.language() != null) {
      int string = dictionary.internString(literal.lexical());
      int language = dictionary.internString(literal.language());
      answers.answer(ListShapes.intern(dictionary, string, language), operands.object());
    }
  }

  static boolean isString(TermDictionary dictionary, int id) {
    return dictionary.kind(id) == TermKind.LITERAL
        && dictionary.text(dictionary.datatype(id)).equals(Xsd.STRING.value());
  }
}
