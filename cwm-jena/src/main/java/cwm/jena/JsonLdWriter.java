package cwm.jena;

import cwm.rdf.n3.StatementGroups;
import cwm.rdf.n3.Utf8Output;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Xsd;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Writes JSON-LD 1.1: a node object for each subject, in a `@graph` under a context that has
/// nothing but prefixes.
///
/// That context gives no property a type, so texts are strings and all else says what it is. An IRI
/// is shortened only where no processor can take the short form for another IRI (JSON-LD 1.1 API
/// §5.2, IRI expansion).
final class JsonLdWriter {
  /// The general delimiters of RFC 3986, behind one of which a plain term is taken for a prefix.
  private static final String DELIMITERS = ":/?#[]@";

  private static final char CONTROLS_END = ' ';

  private final TermDictionary dictionary;
  private final Map<String, String> declared;
  private final Utf8Output out;
  private final NodeLabels labels = new NodeLabels();
  private final Map<String, String> prefixes = new TreeMap<>(); // namespaces by prefix
  private int type;

  JsonLdWriter(TermDictionary dictionary, Map<String, String> declared, Utf8Output out) {
    this.dictionary = dictionary;
    this.declared = declared;
    this.out = out;
  }

  /// @param statements are known to be representable
  void write(TripleList statements) {
    choosePrefixes(statements);
    type = dictionary.find(Rdf.TYPE);
    out.text("{\n  \"@context\": {");
    String separator = "\n    ";
    for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
      out.text(separator);
      string(prefix.getKey());
      out.text(": ");
      string(prefix.getValue());
      separator = ",\n    ";
    }
    out.text(prefixes.isEmpty() ? "},\n  \"@graph\": [" : "\n  },\n  \"@graph\": [");
    var groups = new StatementGroups(statements, type);
    for (int group = 0; group < groups.count(); group++) {
      out.text(group == 0 ? "\n" : ",\n");
      node(groups, group);
    }
    out.text(groups.count() == 0 ? "]\n}\n" : "\n  ]\n}\n");
    out.flush();
  }

  private void choosePrefixes(TripleList statements) {
    var schemes = new HashSet<String>();
    statements.forEach(
        (subject, predicate, object) -> {
          noteScheme(subject, schemes);
          noteScheme(predicate, schemes);
          noteScheme(object, schemes);
        });
    UsedPrefixes.of(dictionary, statements, declared)
        .forEach(
            (prefix, namespace) -> {
              boolean isTerm = !prefix.isEmpty() && !prefix.equals("_");
              boolean isPrefix =
                  !namespace.isEmpty()
                      && DELIMITERS.indexOf(namespace.charAt(namespace.length() - 1)) >= 0;
              if (isTerm && isPrefix && !schemes.contains(prefix)) {
                prefixes.put(prefix, namespace);
              }
            });
  }

  /// Notes what stands before the first colon of a term's IRIs.
  private void noteScheme(int id, Set<String> schemes) {
    switch (dictionary.kind(id)) {
      case IRI -> {
        String iri = dictionary.text(id);
        schemes.add(iri.substring(0, Math.max(0, iri.indexOf(':'))));
      }
      case LITERAL -> noteScheme(dictionary.datatype(id), schemes);
      case LIST -> {
        for (int i = 0; i < dictionary.listSize(id); i++) {
          noteScheme(dictionary.listMember(id, i), schemes);
        }
      }
      case BLANK_NODE, VARIABLE, FORMULA, TRIPLE -> {}
    }
  }

  // ---------------------------------------------------------------- node objects

  private void node(StatementGroups groups, int group) {
    int subject = groups.subject(group);
    String name;
    if (dictionary.kind(subject) == TermKind.LIST && dictionary.listSize(subject) > 0) {
      name = "_:" + labels.next();
      chain(name, subject);
    } else {
      name = name(subject);
    }
    out.text("    {\n      \"@id\": ");
    string(name);
    int row = groups.start(group);
    while (row < groups.end(group)) {
      row = property(groups, row, groups.end(group));
    }
    out.text("\n    }");
  }

  /// Writes of a list that is a subject its first cell; the others are a list again. The cell has a
  /// node object of its own, since statements about it may have the same predicates.
  private void chain(String name, int list) {
    out.text("    {\n      \"@id\": ");
    string(name);
    key(shortened(Rdf.FIRST.value()));
    value(dictionary.listMember(list, 0));
    key(shortened(Rdf.REST.value()));
    list(list, 1);
    out.text("\n    },\n");
  }

  /// Writes what the rows of one predicate say, from `start` on.
  ///
  /// @return the row behind them
  private int property(StatementGroups groups, int start, int end) {
    int predicate = groups.predicate(start);
    int rowsEnd = start;
    boolean isType = predicate == type;
    while (rowsEnd < end && groups.predicate(rowsEnd) == predicate) {
      isType &= hasName(groups.object(rowsEnd));
      rowsEnd++;
    }
    key(isType ? "@type" : name(predicate));
    boolean isArray = rowsEnd - start > 1;
    if (isArray) {
      out.ascii('[');
    }
    for (int row = start; row < rowsEnd; row++) {
      if (isArray) {
        out.text(row == start ? "\n        " : ",\n        ");
      }
      if (isType) {
        string(name(groups.object(row)));
      } else {
        value(groups.object(row));
      }
    }
    if (isArray) {
      out.text("\n      ]");
    }
    return rowsEnd;
  }

  private void key(String name) {
    out.text(",\n      ");
    string(name);
    out.text(": ");
  }

  // ---------------------------------------------------------------- values

  private void value(int id) {
    switch (dictionary.kind(id)) {
      case IRI, BLANK_NODE -> {
        out.text("{\"@id\": ");
        string(name(id));
        out.ascii('}');
      }
      case LITERAL -> literal(id);
      case LIST -> list(id, 0);
      case VARIABLE, FORMULA, TRIPLE ->
          throw new IllegalStateException("unchecked: " + dictionary.term(id));
    }
  }

  private void list(int list, int start) {
    out.text("{\"@list\": [");
    for (int i = start; i < dictionary.listSize(list); i++) {
      if (i > start) {
        out.text(", ");
      }
      value(dictionary.listMember(list, i));
    }
    out.text("]}");
  }

  private void literal(int id) {
    String tag = dictionary.language(id).orElse("");
    String datatype = dictionary.text(dictionary.datatype(id));
    if (tag.isEmpty() && datatype.equals(Xsd.STRING.value())) {
      string(dictionary.text(id));
      return;
    }
    out.text("{\"@value\": ");
    string(dictionary.text(id));
    if (tag.isEmpty()) {
      out.text(", \"@type\": ");
      string(shortened(datatype));
    } else {
      Language language = Language.of(tag);
      out.text(", \"@language\": ");
      string(language.name());
      if (!language.direction().isEmpty()) {
        out.text(", \"@direction\": ");
        string(language.direction());
      }
    }
    out.ascii('}');
  }

  /// Whether a term is named by a string where only names can stand.
  private boolean hasName(int id) {
    return switch (dictionary.kind(id)) {
      case IRI, BLANK_NODE -> true;
      case LIST -> dictionary.listSize(id) == 0;
      case LITERAL, VARIABLE, FORMULA, TRIPLE -> false;
    };
  }

  private String name(int id) {
    return switch (dictionary.kind(id)) {
      case BLANK_NODE -> "_:" + labels.ofBlankNode(id);
      case LIST -> shortened(Rdf.NIL.value());
      case IRI -> shortened(dictionary.text(id));
      case LITERAL, VARIABLE, FORMULA, TRIPLE ->
          throw new IllegalStateException("unchecked: " + dictionary.term(id));
    };
  }

  private String shortened(String iri) {
    String best = iri;
    for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
      String namespace = prefix.getValue();
      boolean isShort = iri.length() > namespace.length() && iri.startsWith(namespace);
      if (isShort && !iri.startsWith("//", namespace.length())) {
        String name = prefix.getKey() + ":" + iri.substring(namespace.length());
        best = name.length() < best.length() ? name : best;
      }
    }
    return best;
  }

  private void string(String text) {
    out.ascii('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < CONTROLS_END || c == '"' || c == '\\') {
        out.text(text.substring(written, i));
        out.text(escaped(c));
        written = i + 1;
      }
    }
    out.text(written == 0 ? text : text.substring(written));
    out.ascii('"');
  }

  private static String escaped(char c) {
    return switch (c) {
      case '"', '\\' -> "\\" + c;
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u%04x".formatted((int) c);
    };
  }
}
