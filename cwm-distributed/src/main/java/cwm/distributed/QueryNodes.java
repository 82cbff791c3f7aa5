package cwm.distributed;

import cwm.rdf.store.TermDictionary;
import java.util.List;
import java.util.function.LongSupplier;

/// The nodes that one query asks, all for the same version of the facts.
///
/// @param sender who asks
/// @param dictionary whose ids answers have
/// @param version of the facts, which all owners have or refuse
/// @param owners all of them: each fact has one
public record QueryNodes(
    String sender, TermDictionary dictionary, long version, List<Owner> owners) {
  public QueryNodes {
    owners = List.copyOf(owners);
  }

  /// A node that owns facts.
  ///
  /// @param asking how to ask it, from any thread
  /// @param bytesReceived how many bytes have come from it so far, from any thread
  public record Owner(String nodeId, FactClient.Asking asking, LongSupplier bytesReceived) {}
}
