package cwm.app.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.UrlEncoded;

/// The parameters of a request, by name: those of its URL, and of a form that it carries.
final class Parameters {
  private static final Pattern ABSOLUTE_IRI =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20<>\"{}|\\\\^`]*");

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  /// Adds what is percent-encoded in UTF-8, as in `a=1&b=2`.
  ///
  /// @throws Refusal if it is not
  void add(String encoded) {
    try {
      UrlEncoded.decodeUtf8To(
          encoded,
          0,
          encoded.length(),
          (name, value) -> values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
    } catch (IllegalArgumentException e) {
      throw Refusal.of(
          Answer.BAD_REQUEST,
          "the parameters cannot be read: " + e.getMessage(),
          "encode them as a form of UTF-8: name=value&name=value");
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /// The one value of a parameter that may be missing.
  ///
  /// @throws Refusal if there are several
  Optional<String> find(String name) {
    List<String> found = all(name);
    if (found.size() > 1) {
      throw Refusal.of(
          Answer.BAD_REQUEST,
          "there are %d parameters '%s'".formatted(found.size(), name),
          "there may be one");
    }
    return found.stream().findFirst();
  }

  /// IRIs that a parameter may give any number of.
  ///
  /// @throws Refusal if one is relative, or none
  List<String> iris(String name) {
    List<String> found = all(name);
    found.forEach(text -> requireIri(name, text));
    return found;
  }

  /// The IRI that a parameter gives.
  ///
  /// @throws Refusal if it is none, or relative
  Optional<String> iri(String name) {
    Optional<String> found = find(name);
    found.ifPresent(text -> requireIri(name, text));
    return found;
  }

  private static void requireIri(String name, String text) {
    if (!ABSOLUTE_IRI.matcher(text).matches()) {
      throw Refusal.of(
          Answer.BAD_REQUEST,
          "'%s' is no absolute IRI".formatted(text),
          "%s is one such as http://example.org/graph, percent-encoded".formatted(name));
    }
  }

  /// Whether a parameter says `true` or `false`, or is left out.
  ///
  /// @throws Refusal if it says something else
  boolean isTrue(String name, boolean otherwise) {
    return find(name)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw Refusal.of(
                          Answer.BAD_REQUEST,
                          "%s is '%s'".formatted(name, text),
                          "it is true or false");
                })
        .orElse(otherwise);
  }

  /// @throws Refusal if there are parameters of other names
  void requireKnown(Set<String> names) {
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw Refusal.of(
            Answer.BAD_REQUEST,
            "there is no parameter '%s' here".formatted(name),
            "there are " + String.join(", ", new TreeSet<>(names)));
      }
    }
  }
}
