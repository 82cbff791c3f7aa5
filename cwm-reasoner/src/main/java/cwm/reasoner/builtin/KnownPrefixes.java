package cwm.reasoner.builtin;

import cwm.rdf.n3.WellKnownPrefixes;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Iri;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// The namespaces that a run knows by prefix: those that its inputs declare and, behind them, those
/// that are well known. Of the latter one counts if neither its prefix nor its namespace is
/// declared.
///
/// As in EYE, what has a prefix is the namespace itself, and the prefix is written without its
/// colon: `<http://www.w3.org/2000/10/swap/math#> log:prefix "math"`.
final class KnownPrefixes {
  private static final Map<String, String> WELL_KNOWN = wellKnown();

  private KnownPrefixes() {}

  private static Map<String, String> wellKnown() {
    Map<String, String> namespaces = new TreeMap<>(WellKnownPrefixes.NAMESPACES);
    Builtins.namespaces().forEach(each -> namespaces.put(each.prefix(), each.iri()));
    return namespaces;
  }

  /// `IRI log:prefix string`, either way round.
  static void evaluate(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (operands.subject() != TermDictionary.NONE) {
      if (dictionary.kind(operands.subject()) == TermKind.IRI) {
        prefixesOf(dictionary.text(operands.subject()), operands, answers);
      }
    } else if (LogBuiltins.isString(dictionary, operands.object())) {
      namespaceOf(dictionary.text(operands.object()), operands, answers);
    }
  }

  private static void prefixesOf(String namespace, Operands operands, Answers answers) {
    forEach(
        operands,
        (prefix, known) -> {
          if (known.equals(namespace)) {
            StringShapes.answerText(operands, prefix, answers);
          }
        });
  }

  private static void namespaceOf(String prefix, Operands operands, Answers answers) {
    forEach(
        operands,
        (known, namespace) -> {
          if (known.equals(prefix)) {
            answers.answer(operands.dictionary().intern(new Iri(namespace)), operands.object());
          }
        });
  }

  /// @param visitor takes prefixes and namespaces, in the order of prefixes, declared ones first
  private static void forEach(Operands operands, BiConsumer<String, String> visitor) {
    Map<String, String> declared = operands.context().world().prefixes();
    declared.forEach(visitor);
    WELL_KNOWN.forEach(
        (prefix, namespace) -> {
          if (!declared.containsKey(prefix) && !declared.containsValue(namespace)) {
            visitor.accept(prefix, namespace);
          }
        });
  }
}
