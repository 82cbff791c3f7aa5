package cwm.distributed;

import cwm.jena.sparql.SparqlException;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.partition.PartitionStrategy;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The nodes that one query asks, all for the same version of the facts.
///
/// @param sender who asks
/// @param dictionary whose ids answers have
/// @param version of the facts, which all owners have or refuse
/// @param strategy the [PartitionStrategy] by which owners have their facts; empty if nobody has
///   said
/// @param owners all of them: each fact has one
public record QueryNodes(
    String sender, TermDictionary dictionary, long version, String strategy, List<Owner> owners) {
  public QueryNodes {
    owners = List.copyOf(owners);
  }

  /// Whether all facts of a subject are with one owner.
  boolean keepsSubjects() {
    return Stream.of(PartitionStrategy.values())
        .anyMatch(each -> each.keepsSubjects() && each.name().equalsIgnoreCase(strategy));
  }

  /// The same, whom nobody asks any more once nobody wants the answer: a [SparqlException] says so.
  QueryNodes until(BooleanSupplier isOver) {
    return new QueryNodes(
        sender,
        dictionary,
        version,
        strategy,
        owners.stream().map(owner -> owner.until(isOver)).toList());
  }

  /// A node that owns facts.
  ///
  /// @param asking how to ask it, from any thread
  /// @param bytesReceived how many bytes have come from it so far, from any thread
  public record Owner(String nodeId, FactClient.Asking asking, LongSupplier bytesReceived) {
    private Owner until(BooleanSupplier isOver) {
      return new Owner(
          nodeId,
          query -> {
            if (isOver.getAsBoolean()) {
              throw FederatedFacts.ended();
            }
            return asking.ask(query);
          },
          bytesReceived);
    }
  }
}
