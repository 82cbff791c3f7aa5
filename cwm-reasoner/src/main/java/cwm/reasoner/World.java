package cwm.reasoner;

import java.util.List;
import java.util.Map;

/// What rules see of the world outside: no more than whoever runs them hands over.
///
/// @param arguments what the user has given to the rules (`os:argv`)
/// @param environment the variables of the process that rules may know of (`os:environ`)
/// @param documents what rules may read
public record World(List<String> arguments, Map<String, String> environment, Documents documents) {
  /// Nothing.
  public static final World NONE = new World(List.of(), Map.of(), Documents.none());

  public World {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }
}
