package cwm.app.server;

import cwm.rdf.n3.Source;
import cwm.rdf.store.TripleList;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// `/data`: whole graphs (SPARQL 1.1 Graph Store HTTP Protocol).
final class DataEndpoint implements StoreEndpoint {
  static final String PATH = "/data";

  private static final String DEFAULT = "default";

  /// How the graphs begin that ARQ makes of others.
  private static final String OF_ARQ = "urn:x-arq:";

  private static final String GRAPH = "graph";
  private static final Set<String> READING = Set.of(DEFAULT, GRAPH);
  private static final Set<String> CHANGING = Set.of(DEFAULT, GRAPH, UpdateEndpoint.THINK);

  /// Tells documents apart, those that other nodes are sent too, and streams of the command line.
  private final AtomicLong loadIds = new AtomicLong(new SecureRandom().nextLong());

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public List<String> methods() {
    return List.of("GET", "HEAD", "PUT", "POST", "DELETE");
  }

  @Override
  public Role role(String method) {
    return isReading(method) ? Role.READ : Role.WRITE;
  }

  private static boolean isReading(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  @Override
  public void answer(Call call, ServedStore store) {
    Parameters parameters = call.parameters();
    parameters.requireKnown(isReading(call.method()) ? READING : CHANGING);
    Optional<String> name = name(parameters);
    boolean thinks = parameters.isTrue(UpdateEndpoint.THINK, true);
    switch (call.method()) {
      case "PUT" -> load(call, store, name, true, thinks);
      case "POST" -> load(call, store, name, false, thinks);
      case "DELETE" -> {
        if (store.drop(name, thinks).isEmpty()) {
          throw missing(name);
        }
        call.answer(Answer.empty(Answer.NO_CONTENT));
      }
      default -> get(call, store, name);
    }
  }

  /// The graph that a request is about; empty for the default graph.
  private static Optional<String> name(Parameters parameters) {
    Optional<String> name = parameters.iri(GRAPH);
    if (name.isPresent() == parameters.find(DEFAULT).isPresent()) {
      throw Refusal.of(
          Answer.BAD_REQUEST,
          "which graph is %s".formatted(name.isPresent() ? "said twice" : "not said"),
          "say ?default, or ?graph= with the percent-encoded IRI of a named graph");
    }
    if (name.filter(iri -> iri.startsWith(OF_ARQ)).isPresent()) {
      throw Refusal.of(
          Answer.BAD_REQUEST,
          "%s names no graph of the store".formatted(name.get()),
          "say ?default for the default graph");
    }
    return name;
  }

  private static Refusal missing(Optional<String> name) {
    return Refusal.of(
        Answer.NOT_FOUND,
        "there is no graph %s".formatted(name.orElse(DEFAULT)),
        "PUT or POST makes one; SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } lists those there"
            + " are");
  }

  private static void get(Call call, ServedStore store, Optional<String> name) {
    var writers = new StatementAnswers(store.syntaxes());
    List<Accept.Offer<ServedSyntax>> accepted = writers.accepted(call.accept());
    TripleList statements = store.graph(name).orElseThrow(() -> missing(name));
    writers.answer(call, accepted, statements, store.dictionary(), store.prefixes());
  }

  private void load(
      Call call, ServedStore store, Optional<String> name, boolean replaces, boolean thinks) {
    String type = mediaType(call, store);
    Source source = Source.ofStream("the request", call.body().open(), loadIds.incrementAndGet());
    var document = new ServedStore.Document(source, type, name.orElseGet(call::iri));
    ServedStore.Change change = store.load(name, document, replaces, thinks);
    call.answer(Answer.empty(change.madeGraph() ? Answer.CREATED : Answer.NO_CONTENT));
  }

  private static String mediaType(Call call, ServedStore store) {
    Optional<String> type = call.contentType();
    boolean isRead =
        type.isPresent()
            && store.syntaxes().stream()
                .anyMatch(syntax -> syntax.mediaTypes().contains(type.get()));
    if (!isRead) {
      throw new Refusal(
          Answer.error(
                  Answer.UNSUPPORTED_MEDIA_TYPE,
                  "documents are not read as %s".formatted(type.orElse("what is not said")),
                  "send as Content-Type one of "
                      + StatementAnswers.ownTypes(store.syntaxes().stream()))
              .with("Accept-Post", StatementAnswers.ownTypes(store.syntaxes().stream())));
    }
    return type.orElseThrow();
  }
}
