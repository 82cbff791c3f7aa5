package cwm.ipc.message;

/// Which facts an [IpcMessage.Query] asks for.
public enum FactScope {
  /// All of them.
  ALL,
  /// Those that no input states, concluded by rules.
  DERIVED,
  /// One fact of each predicate that named graphs have facts of ([cwm.rdf.store.GraphPredicates]),
  /// which are in no other scope: those of one such predicate are had by asking for it.
  GRAPHS,
  /// Those of the default graph with a list as subject or object.
  LISTS
}
