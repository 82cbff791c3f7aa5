import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.Received;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.message.IpcMessage.Pong;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.Pattern;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Variable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Two nodes that talk. Start it twice:
///
/// ```
/// BasicIpc node-2 127.0.0.1:9001
/// BasicIpc node-1 127.0.0.1:9000 127.0.0.1:9001
/// ```
///
/// The first waits and answers queries; the second connects to it, asks, prints the answer and
/// ends, and the first with it.
void main(String[] args) throws InterruptedException {
  if (args.length < 2 || args.length > 3) {
    System.err.println("usage: BasicIpc NODE_ID ADDRESS [PEER_ADDRESS]");
    System.exit(2);
  }
  try {
    NodeConfig config = NodeConfig.builder(args[0]).listenAddress(args[1]).build();
    try (Node node = Node.start(config)) {
      if (args.length == 2) {
        answer(node);
      } else {
        ask(node, args[2]);
      }
    }
  } catch (IpcException e) {
    System.err.println(e.getMessage());
    System.exit(1);
  }
}

/// Answers one query.
void answer(Node node) throws InterruptedException {
  IO.println("listening on " + node.address());
  while (true) {
    Received<?> received = node.receive();
    if (received.message() instanceof Query query) {
      IO.println(query.sender() + " asks " + query.pattern());
      var socrates = new Bindings(Map.of("who", new Iri("http://example.org/socrates")));
      node.send(query.sender(), new QueryResponse(query.queryId(), List.of(socrates)));
      return;
    }
  }
}

/// Asks one query.
void ask(Node node, String address) throws InterruptedException {
  String peer = node.connect(address);
  node.send(peer, new Ping(node.id(), System.currentTimeMillis()));
  var isA = new Iri("http://example.org/is");
  node.send(
      peer,
      new Query("query-1", new Pattern(new Variable("who"), isA, Literal.of("mortal")), node.id()));
  while (true) {
    Received<?> received = node.receive(Duration.ofSeconds(10)).orElseThrow();
    switch (received.message()) {
      case Pong _ -> IO.println(received.peer() + " is there");
      case QueryResponse response -> {
        IO.println(response.queryId() + ": " + response.results());
        return;
      }
      default -> IO.println("not asked for: " + received);
    }
  }
}
