package cwm.jena;

import cwm.rdf.n3.StatementGroups;
import cwm.rdf.n3.Utf8Output;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Xsd;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Writes RDF 1.1 XML: an `rdf:Description` for each subject, an element for each statement.
///
/// A predicate becomes a name in the longest namespace that has a prefix, if what is left is a name
/// of XML; else in a namespace that gets a prefix for it.
final class RdfXmlWriter {
  private static final String RDF_PREFIX = "rdf";
  private static final String ITS_NAMESPACE = "http://www.w3.org/2005/11/its";

  private final TermDictionary dictionary;
  private final Map<String, String> declared;
  private final Utf8Output out;
  private final NodeLabels labels = new NodeLabels();
  private final Map<String, String> namespaces = new TreeMap<>(); // by prefix
  private final Map<String, String> prefixes = new HashMap<>(); // by namespace
  private final Map<Integer, String> names = new HashMap<>(); // by predicate

  RdfXmlWriter(TermDictionary dictionary, Map<String, String> declared, Utf8Output out) {
    this.dictionary = dictionary;
    this.declared = declared;
    this.out = out;
  }

  /// @param statements are known to be representable
  void write(TripleList statements) {
    declare(RDF_PREFIX, Rdf.NAMESPACE);
    UsedPrefixes.of(dictionary, statements, declared).forEach(this::declare);
    statements.forEach((_, predicate, _) -> names.computeIfAbsent(predicate, this::nameOf));
    out.text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
    namespaces.forEach(
        (prefix, namespace) -> {
          out.text("\n    xmlns" + (prefix.isEmpty() ? "" : ":" + prefix));
          attributeValue(namespace);
        });
    out.text(">\n");
    var groups = new StatementGroups(statements, dictionary.find(Rdf.TYPE));
    for (int group = 0; group < groups.count(); group++) {
      description(groups, group);
    }
    out.text("</rdf:RDF>\n");
    out.flush();
  }

  // ---------------------------------------------------------------- names

  private void declare(String prefix, String namespace) {
    boolean isName = prefix.isEmpty() || XmlText.isLocalName(prefix);
    boolean isReserved = prefix.toLowerCase(Locale.ROOT).startsWith("xml");
    if (isName
        && !isReserved
        && XmlText.forbidden(namespace) < 0
        && !namespaces.containsKey(prefix)
        && !prefixes.containsKey(namespace)) {
      namespaces.put(prefix, namespace);
      prefixes.put(namespace, prefix);
    }
  }

  private String nameOf(int predicate) {
    String iri = text(predicate);
    int least = XmlText.localNameStart(iri);
    for (int end = iri.length() - 1; end > least; end--) {
      // A longer namespace than need be, such as http://x/a_ of http://x/a_b.
      String prefix = prefixes.get(iri.substring(0, end));
      if (prefix != null && XmlText.isLocalName(iri.substring(end))) {
        return qualified(prefix, iri.substring(end));
      }
    }
    return qualified(prefixOf(iri.substring(0, least)), iri.substring(least));
  }

  private String prefixOf(String namespace) {
    String prefix = prefixes.get(namespace);
    for (int i = 1; prefix == null; i++) {
      declare("ns" + i, namespace);
      prefix = prefixes.get(namespace);
    }
    return prefix;
  }

  private static String qualified(String prefix, String local) {
    return prefix.isEmpty() ? local : prefix + ":" + local;
  }

  // ---------------------------------------------------------------- statements

  private void description(StatementGroups groups, int group) {
    out.text("  <rdf:Description");
    node(groups.subject(group), " rdf:about");
    out.text(">\n");
    for (int row = groups.start(group); row < groups.end(group); row++) {
      String name = names.getOrDefault(groups.predicate(row), "");
      property(name, groups.object(row));
    }
    out.text("  </rdf:Description>\n");
    while (!labels.chains().isEmpty()) {
      chain(labels.chains().remove());
    }
  }

  private void chain(NodeLabels.Chain chain) {
    int size = dictionary.listSize(chain.list());
    String cell = chain.label();
    for (int i = 0; i < size; i++) {
      out.text("  <rdf:Description rdf:nodeID=\"" + cell + "\">\n");
      property("rdf:first", dictionary.listMember(chain.list(), i));
      out.text("    <rdf:rest rdf:");
      if (i + 1 < size) {
        cell = labels.next();
        out.text("nodeID=\"" + cell + "\"/>\n");
      } else {
        out.text("resource");
        attributeValue(Rdf.NIL.value());
        out.text("/>\n");
      }
      out.text("  </rdf:Description>\n");
    }
  }

  private void property(String name, int object) {
    out.text("    <" + name);
    switch (dictionary.kind(object)) {
      case LITERAL -> {
        qualities(object);
        out.ascii('>');
        XmlText.write(dictionary.text(object), out);
        out.text("</" + name + ">\n");
      }
      case IRI, BLANK_NODE, LIST -> {
        node(object, " rdf:resource");
        out.text("/>\n");
      }
      case VARIABLE, FORMULA, TRIPLE ->
          throw new IllegalStateException("unchecked: " + dictionary.term(object));
    }
  }

  /// Writes what a literal has beside its text.
  private void qualities(int literal) {
    String tag = dictionary.language(literal).orElse("");
    String datatype = dictionary.text(dictionary.datatype(literal));
    if (!tag.isEmpty()) {
      Language language = Language.of(tag);
      out.text(" xml:lang");
      attributeValue(language.name());
      if (!language.direction().isEmpty()) {
        out.text(" xmlns:its");
        attributeValue(ITS_NAMESPACE);
        out.text(" its:version=\"2.0\" its:dir");
        attributeValue(language.direction());
      }
    } else if (!datatype.equals(Xsd.STRING.value())) {
      out.text(" rdf:datatype");
      attributeValue(datatype);
    }
  }

  /// Writes the attribute that names a node.
  ///
  /// @param iriAttribute its name if the node has an IRI
  private void node(int id, String iriAttribute) {
    switch (dictionary.kind(id)) {
      case BLANK_NODE -> {
        out.text(" rdf:nodeID");
        attributeValue(labels.ofBlankNode(id));
      }
      case LIST -> {
        if (dictionary.listSize(id) == 0) {
          out.text(iriAttribute);
          attributeValue(Rdf.NIL.value());
        } else {
          out.text(" rdf:nodeID");
          attributeValue(labels.ofList(id));
        }
      }
      case IRI -> {
        out.text(iriAttribute);
        attributeValue(dictionary.text(id));
      }
      case LITERAL, VARIABLE, FORMULA, TRIPLE ->
          throw new IllegalStateException("unchecked: " + dictionary.term(id));
    }
  }

  private void attributeValue(String value) {
    out.text("=\"");
    XmlText.write(value, out);
    out.ascii('"');
  }

  /// The IRI of a predicate; `rdf:nil` is interned as the empty list.
  private String text(int predicate) {
    return switch (dictionary.kind(predicate)) {
      case LIST -> Rdf.NIL.value();
      case IRI, LITERAL, BLANK_NODE, VARIABLE, FORMULA, TRIPLE -> dictionary.text(predicate);
    };
  }
}
