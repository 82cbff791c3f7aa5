package cwm.app.server;

import java.util.List;

/// A path at which the store is asked or changed.
interface StoreEndpoint {
  String path();

  /// The methods that it knows.
  List<String> methods();

  /// What whoever sends a request needs to be allowed.
  Role role(String method);

  /// Answers a request of one of its methods.
  ///
  /// @throws Refusal if there is no answer
  /// @throws cwm.jena.sparql.SparqlException if the store has none
  void answer(Call call, ServedStore store);
}
