package cwm.jena;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Finds out which prefixes a document has a use for: those whose namespace an IRI begins with.
final class UsedPrefixes {
  private final TermDictionary dictionary;
  private final Map<String, String> unused;
  private final Map<String, String> used = new TreeMap<>();
  private final BitSet seen = new BitSet();

  private UsedPrefixes(TermDictionary dictionary, Map<String, String> declared) {
    this.dictionary = dictionary;
    unused = new HashMap<>(declared);
  }

  /// Namespaces by prefix, sorted by prefix.
  static Map<String, String> of(
      TermDictionary dictionary, TripleList statements, Map<String, String> declared) {
    var prefixes = new UsedPrefixes(dictionary, declared);
    statements.forEach(
        (subject, predicate, object) -> {
          prefixes.visit(subject);
          prefixes.visit(predicate);
          prefixes.visit(object);
        });
    return prefixes.used;
  }

  private void visit(int id) {
    if (seen.get(id) || unused.isEmpty()) {
      return;
    }
    seen.set(id);
    switch (dictionary.kind(id)) {
      case IRI -> {
        String iri = dictionary.text(id);
        unused
            .entrySet()
            .removeIf(
                declared -> {
                  boolean isUsed = iri.startsWith(declared.getValue());
                  if (isUsed) {
                    used.put(declared.getKey(), declared.getValue());
                  }
                  return isUsed;
                });
      }
      case LITERAL -> visit(dictionary.datatype(id));
      case LIST -> {
        for (int i = 0; i < dictionary.listSize(id); i++) {
          visit(dictionary.listMember(id, i));
        }
      }
      case BLANK_NODE, VARIABLE, FORMULA, TRIPLE -> {}
    }
  }
}
