package cwm.rdf.n3;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The prefixes that a document has declared so far.
final class Prefixes {
  /// What [#find] says of a prefix that was never heard of.
  static final int UNKNOWN = 0;

  /// What [#find] says of a prefix that is not declared, or declared badly, and was reported.
  static final int REPORTED = -1;

  /// A namespace, and room behind it for the local part of a name.
  private record Namespace(TextBuffer text, int length) {}

  private final NameTable table = new NameTable();
  private final List<Namespace> namespaces = new ArrayList<>();
  private final Map<String, String> declared = new LinkedHashMap<>();

  /// Declares a prefix, or declares it anew.
  ///
  /// @param prefix without its colon
  /// @param namespace absolute
  void declare(Span prefix, Span namespace) {
    var text = new TextBuffer();
    text.append(namespace);
    namespaces.add(new Namespace(text, text.length()));
    table.put(prefix.bytes, prefix.start, prefix.length, namespaces.size());
    declared.put(prefix.toString(), namespace.toString());
  }

  /// Notes that the user knows that this prefix is wanting.
  void markReported(Span prefix) {
    table.put(prefix.bytes, prefix.start, prefix.length, REPORTED);
  }

  /// The number of a prefix for [#expand], or [#UNKNOWN], or [#REPORTED].
  int find(Span prefix) {
    return table.get(prefix.bytes, prefix.start, prefix.length);
  }

  /// The IRI that a prefixed name stands for; it holds until the next call.
  TextBuffer expand(int number, Span localName) {
    Namespace namespace = namespaces.get(number - 1);
    namespace.text.truncate(namespace.length);
    namespace.text.append(localName);
    return namespace.text;
  }

  /// Namespace by prefix, in the order of the first declarations.
  Map<String, String> declared() {
    return declared;
  }
}
