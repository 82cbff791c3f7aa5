package cwm.ipc.wire;

import cwm.ipc.NodeStats;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.Channel;
import cwm.ipc.message.Entry;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.AppendEntries;
import cwm.ipc.message.IpcMessage.AppendResponse;
import cwm.ipc.message.IpcMessage.BarrierEnter;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.ErrorReply;
import cwm.ipc.message.IpcMessage.Heartbeat;
import cwm.ipc.message.IpcMessage.Hello;
import cwm.ipc.message.IpcMessage.HelloReply;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.InferenceResult;
import cwm.ipc.message.IpcMessage.InstallSnapshot;
import cwm.ipc.message.IpcMessage.JoinRequest;
import cwm.ipc.message.IpcMessage.JoinResponse;
import cwm.ipc.message.IpcMessage.LeaveNotification;
import cwm.ipc.message.IpcMessage.LockGrant;
import cwm.ipc.message.IpcMessage.LockRelease;
import cwm.ipc.message.IpcMessage.LockRequest;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.message.IpcMessage.Pong;
import cwm.ipc.message.IpcMessage.Proof;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.IpcMessage.Refused;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.IpcMessage.VoteRequest;
import cwm.ipc.message.IpcMessage.VoteResponse;
import cwm.ipc.message.IpcMessage.Welcome;
import cwm.ipc.message.Pattern;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One message of each type, the same for ever: golden files are made of them.
final class ExampleMessages {
  private static final Term ALICE = new Iri("http://example.org/alice");
  private static final Term KNOWS = new Iri("http://example.org/knows");
  private static final Term X = new Variable("x");

  private ExampleMessages() {}

  /// The example of a message type.
  static IpcMessage of(Class<?> type) {
    return all().stream()
        .filter(type::isInstance)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "add an example of %s here, then rewrite the golden files"
                        .formatted(type.getSimpleName())));
  }

  /// The bytes of all examples, each on a connection of its own.
  static Stream<byte[]> encoded(SerializationFormat format) {
    return all().stream().map(message -> new Peers(format, 100).encode(message));
  }

  private static List<IpcMessage> all() {
    return List.of(
        new Ping("node-1", 1_767_225_600_000L),
        new Pong("node-2", 1_767_225_600_000L),
        new TripleData(everyKindOfTerm(), "family.n3"),
        new Query("q1", new Pattern(X, KNOWS, ALICE), "node-1"),
        new QueryResponse("q1", List.of(bindings(), new Bindings(Map.of()))),
        new InferenceRequest("rule-1", bindings()),
        new InferenceResult("rule-1", List.of(new Triple(ALICE, KNOWS, ALICE))),
        new JoinRequest("node-3", "192.168.1.12:9000"),
        new JoinResponse(true, List.of("node-1", "node-2")),
        new LeaveNotification("node-3"),
        new VoteRequest(7, "node-1", 4_096),
        new VoteResponse(7, false),
        new AppendEntries(7, "node-1", List.of(new Entry(250, 6, bytes(3)), entryWithoutData())),
        new AppendResponse(7, true, 251),
        new BarrierEnter("phase_1", "node-1"),
        new BarrierRelease("phase_1"),
        new LockRequest("resource_1", "node-1"),
        new LockGrant("resource_1", "node-1"),
        new LockRelease("resource_1"),
        new Heartbeat(
            "node-1",
            1_767_225_600_000L,
            new NodeStats(250, 251, 65_535, 65_536, 4, 0, 4_294_967_296L)),
        new InstallSnapshot(7, "node-1", 1_000, 6, 1 << 20, bytes(40), true),
        new ErrorReply("NO_HANDLER", "nobody answers \"Query\" here\n"),
        new Hello(
            "cwm",
            "node-1",
            "0190-instance",
            "192.168.1.10:9000",
            Channel.BULK,
            "msgpack",
            1 << 20,
            true,
            bytes(32),
            ""),
        new HelloReply(
            "cwm",
            "node-2",
            "0191-instance",
            "192.168.1.11:9000",
            "msgpack",
            65_536,
            true,
            bytes(32),
            bytes(32)),
        new Proof(bytes(32)),
        new Welcome("session-1", "192.168.1.10:40312"),
        new Refused("WRONG_KEY", "the cluster keys differ", Optional.of(5_000L)));
  }

  private static Entry entryWithoutData() {
    return new Entry(251, 7, Bytes.EMPTY);
  }

  private static List<Triple> everyKindOfTerm() {
    Term blankNode = new BlankNode(0x0123456789abcdefL, 0xfedcba9876543210L);
    Term bound = new BlankNode(1, 2);
    Term rule =
        Formula.of(
            List.of(new Triple(X, KNOWS, bound), new Triple(bound, KNOWS, blankNode)),
            List.of(bound));
    return List.of(
        new Triple(ALICE, KNOWS, blankNode),
        new Triple(ALICE, KNOWS, Literal.of("Zoë said \"hello\"\n")),
        new Triple(ALICE, KNOWS, Literal.inLanguage("colour", "en-GB")),
        new Triple(ALICE, KNOWS, Literal.of("42", Xsd.INTEGER)),
        new Triple(ALICE, KNOWS, ListTerm.of(ALICE, ListTerm.EMPTY)),
        new Triple(ALICE, KNOWS, new TripleTerm(new Triple(ALICE, KNOWS, X))),
        new Triple(rule, Log.IMPLIES, Formula.EMPTY));
  }

  private static Bindings bindings() {
    Map<String, Term> terms = new LinkedHashMap<>();
    terms.put("x", ALICE);
    terms.put("age", Literal.of(42));
    return new Bindings(terms);
  }

  private static Bytes bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (251 + i);
    }
    return Bytes.copyOf(bytes);
  }
}
