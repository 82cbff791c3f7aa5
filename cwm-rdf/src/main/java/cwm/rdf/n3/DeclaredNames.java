package cwm.rdf.n3;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The IRIs that stand for variables and blank nodes where N3 can only say them by `@forAll` and
/// `@forSome`.
final class DeclaredNames {
  private static final String NAMESPACE = "urn:x-cwm:";
  private static final String BLANK_NODE = NAMESPACE + "blank:";
  private static final String VARIABLE = NAMESPACE + "variable:";

  private final Set<String> taken = new HashSet<>();
  private final Map<String, String> variables = new HashMap<>();

  /// Notes an IRI of the document, so that none is made that equals it.
  void avoid(String iri) {
    if (iri.startsWith(NAMESPACE)) {
      taken.add(iri);
    }
  }

  /// Whether the IRI for a blank node with this number is free.
  boolean isFree(int number) {
    return !taken.contains(blankNode(number));
  }

  /// The IRI for a blank node.
  String blankNode(int number) {
    return BLANK_NODE + number;
  }

  /// The IRI for a variable: it ends in the variable's name, percent-encoded.
  String variable(String name) {
    return variables.computeIfAbsent(
        name,
        _ -> {
          String iri = VARIABLE + encoded(name);
          while (taken.contains(iri)) {
            iri += "_";
          }
          taken.add(iri);
          return iri;
        });
  }

  private static String encoded(String name) {
    var encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      if (Character.isLetterOrDigit(b) || b == '_' || b == '-') {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b));
      }
    }
    return encoded.toString();
  }
}
