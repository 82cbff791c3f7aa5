package cwm.app.server;

import cwm.jena.sparql.SparqlRequest;
import java.util.List;
import java.util.Set;

/// `/update`: updates (SPARQL 1.1 Protocol §2.2).
final class UpdateEndpoint implements StoreEndpoint {
  static final String PATH = "/update";

  private static final String TYPE = "application/sparql-update";
  private static final String UPDATE = "update";
  private static final String GRAPHS = "using-graph-uri";
  private static final String NAMED_GRAPHS = "using-named-graph-uri";
  static final String THINK = "think";
  private static final Set<String> PARAMETERS = Set.of(UPDATE, GRAPHS, NAMED_GRAPHS, THINK);

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public List<String> methods() {
    return List.of("POST");
  }

  @Override
  public Role role(String method) {
    return Role.WRITE;
  }

  @Override
  public void answer(Call call, ServedStore store) {
    SparqlText sent = SparqlText.of(call, UPDATE, TYPE, call::body).orElseThrow();
    Parameters parameters = sent.parameters();
    parameters.requireKnown(PARAMETERS);
    boolean thinks = parameters.isTrue(THINK, true);
    SparqlRequest.OfUpdate update = SparqlRequest.readUpdate(sent.text(), "the update", call.iri());
    update.using(parameters.iris(GRAPHS), parameters.iris(NAMED_GRAPHS));
    ServedStore.Change change = store.update(update, call.remaining(), thinks);
    call.answer(
        Answer.json(
            Answer.OK,
            json -> {
              if (change.size().isPresent()) {
                json.writeNumberField("facts", change.size().get().factCount());
                json.writeNumberField("derived", change.size().get().derivedCount());
              }
            }));
  }
}
