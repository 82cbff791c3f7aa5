package cwm.reasoner;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What rules see of the world outside: no more than whoever runs them hands over.
///
/// @param arguments what the user has given to the rules (`os:argv`)
/// @param environment the variables of the process that rules may know of (`os:environ`)
/// @param documents what rules may read
/// @param prefixes the namespaces that have been declared, by prefix (`log:prefix`); nodes of a
///   cluster, which have inputs of their own and must conclude alike, hand over none
public record World(
    List<String> arguments,
    Map<String, String> environment,
    Documents documents,
    Map<String, String> prefixes) {
  /// Nothing.
  public static final World NONE = new World(List.of(), Map.of(), Documents.none());

  public World {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    prefixes = Collections.unmodifiableMap(new TreeMap<>(prefixes)); // in the same order each time
  }

  /// No prefixes are declared.
  public World(List<String> arguments, Map<String, String> environment, Documents documents) {
    this(arguments, environment, documents, Map.of());
  }

  /// The same, with these prefixes declared.
  public World declaring(Map<String, String> declared) {
    return new World(arguments, environment, documents, declared);
  }
}
