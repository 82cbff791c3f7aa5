package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Variable;
import java.util.HashMap;
import java.util.Map;

/// Gives the variables of one document names that are told apart.
///
/// A variable `?x` keeps its name, unless an `@forAll` took it before; a variable that an `@forAll`
/// declares is named by the end of its IRI. Whoever comes second gets a number.
final class VariableNames {
  private final TermDictionary dictionary;
  private final NameTable quick = new NameTable();

  /// By name, the number to try next for somebody else who wants it.
  private final Map<String, Integer> taken = new HashMap<>();

  VariableNames(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /// The id of the variable written as `?name`.
  int quick(Span name) {
    int id = quick.get(name.bytes, name.start, name.length);
    if (id == 0) {
      id = dictionary.intern(new Variable(unique(name.toString())));
      quick.put(name.bytes, name.start, name.length, id);
    }
    return id;
  }

  /// The id of a variable that no other one in the document is.
  ///
  /// @param iri what the document calls it
  int declared(String iri) {
    int end = iri.length();
    int start = end;
    while (start > 0 && isPlain(iri.charAt(start - 1))) {
      start--;
    }
    String local = iri.substring(start, end);
    return dictionary.intern(new Variable(unique(local.isEmpty() ? "v" : local)));
  }

  private static boolean isPlain(char c) {
    return c < 0x80 && NameChars.is((byte) c, NameChars.START);
  }

  private String unique(String wanted) {
    Integer number = taken.putIfAbsent(wanted, 2);
    if (number == null) {
      return wanted;
    }
    String name;
    do {
      name = wanted + "_" + number++;
    } while (taken.putIfAbsent(name, 2) != null);
    taken.put(wanted, number);
    return name;
  }
}
