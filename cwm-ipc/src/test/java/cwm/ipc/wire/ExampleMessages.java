package cwm.ipc.wire;

import cwm.ipc.NodeStats;
import cwm.ipc.message.Among;
import cwm.ipc.message.AppendResult;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.Channel;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.CommitMark;
import cwm.ipc.message.DataPurpose;
import cwm.ipc.message.DerivedStep;
import cwm.ipc.message.Entry;
import cwm.ipc.message.FactScope;
import cwm.ipc.message.Grouping;
import cwm.ipc.message.InferenceStep;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.AppendEntries;
import cwm.ipc.message.IpcMessage.AppendResponse;
import cwm.ipc.message.IpcMessage.BarrierEnter;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.message.IpcMessage.CopiesReply;
import cwm.ipc.message.IpcMessage.CopiesRequest;
import cwm.ipc.message.IpcMessage.DerivedData;
import cwm.ipc.message.IpcMessage.DerivedReply;
import cwm.ipc.message.IpcMessage.ErrorReply;
import cwm.ipc.message.IpcMessage.ForceSet;
import cwm.ipc.message.IpcMessage.ForceSetReply;
import cwm.ipc.message.IpcMessage.Heartbeat;
import cwm.ipc.message.IpcMessage.Hello;
import cwm.ipc.message.IpcMessage.HelloReply;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.InferenceResult;
import cwm.ipc.message.IpcMessage.InstallSnapshot;
import cwm.ipc.message.IpcMessage.InstallSnapshotReply;
import cwm.ipc.message.IpcMessage.Invitation;
import cwm.ipc.message.IpcMessage.JoinRequest;
import cwm.ipc.message.IpcMessage.JoinResponse;
import cwm.ipc.message.IpcMessage.LeaveNotification;
import cwm.ipc.message.IpcMessage.LoadEnd;
import cwm.ipc.message.IpcMessage.LoadReply;
import cwm.ipc.message.IpcMessage.LockGrant;
import cwm.ipc.message.IpcMessage.LockRelease;
import cwm.ipc.message.IpcMessage.LockRequest;
import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.IpcMessage.PartitionsRequest;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.message.IpcMessage.PlacementData;
import cwm.ipc.message.IpcMessage.Pong;
import cwm.ipc.message.IpcMessage.Proof;
import cwm.ipc.message.IpcMessage.Propose;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.IpcMessage.ReadIndex;
import cwm.ipc.message.IpcMessage.ReadIndexReply;
import cwm.ipc.message.IpcMessage.Refused;
import cwm.ipc.message.IpcMessage.StartElection;
import cwm.ipc.message.IpcMessage.StartElectionReply;
import cwm.ipc.message.IpcMessage.StatusReply;
import cwm.ipc.message.IpcMessage.StatusRequest;
import cwm.ipc.message.IpcMessage.SuperstepMarker;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.IpcMessage.VoteRequest;
import cwm.ipc.message.IpcMessage.VoteResponse;
import cwm.ipc.message.IpcMessage.Welcome;
import cwm.ipc.message.JoinStatus;
import cwm.ipc.message.MemberAddress;
import cwm.ipc.message.MemberStatus;
import cwm.ipc.message.PartitionOwner;
import cwm.ipc.message.Pattern;
import cwm.ipc.message.PredicateCount;
import cwm.ipc.message.RaftCall;
import cwm.ipc.message.ReplicaSetState;
import cwm.ipc.message.SnapshotResult;
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
  private static final String INCARNATION = "6f1b4c52-6f0e-4b53-9d0a-0f6f5a3a9b10";
  private static final String CLUSTER = "0c9e8c1e-2d52-4c6b-8f3e-5d1f0a7b6c21";

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
        new TripleData(everyKindOfTerm(), "node-1", DataPurpose.MIRROR, "run-1", 250),
        new Query(
            "q1",
            new Pattern(X, KNOWS, ALICE),
            "node-1",
            251,
            FactScope.DERIVED,
            List.of(new Pattern(X, KNOWS, X)),
            Optional.of(new Among("x", List.of(KNOWS, X))),
            "?s != 1",
            Optional.of(new Grouping(List.of("x"))),
            4_294_967_296L,
            251),
        new QueryResponse(
            "q1", List.of(bindings()), rows(), 251, List.of(1L, 4_294_967_299L), 4_294_967_298L),
        new InferenceRequest(
            "rule-1",
            bindings(),
            rows(),
            new InferenceStep(1, 2, List.of(2, 0, 1), 1),
            "run-1",
            250,
            3),
        new InferenceResult("rule-1", List.of(new Triple(ALICE, KNOWS, ALICE)), 1, "run-1", 251, 3),
        new JoinRequest("node-3", "192.168.1.12:9000", INCARNATION, false),
        new JoinResponse(
            true,
            List.of("node-1", "node-2"),
            JoinStatus.ACCEPTED,
            "",
            CLUSTER,
            "node-1",
            List.of(new MemberAddress("node-1", INCARNATION, "192.168.1.10:9000"))),
        new LeaveNotification("node-3"),
        new VoteRequest(7, "node-1", 4_096, 6, true, call(17)),
        new VoteResponse(7, false, false, 4_097, 6, call(17)),
        new AppendEntries(
            7,
            "node-1",
            List.of(new Entry(250, 6, bytes(3)), entryWithoutData()),
            249,
            6,
            248,
            false,
            List.of(new CommitMark("node-1/" + INCARNATION, 248)),
            call(18)),
        new AppendResponse(7, true, 251, 252, AppendResult.SUCCESS, 248, false, call(18)),
        new BarrierEnter("phase_1", "node-1", 3, 250, "node-1-1"),
        new BarrierRelease("phase_1", 0, "node-1-1"),
        new LockRequest("resource_1", "node-1", 250, "node-1-2"),
        new LockGrant("resource_1", "node-1", "node-1-2", 251),
        new LockRelease("resource_1", 250, "node-1-2"),
        new Heartbeat(
            "node-1",
            1_767_225_600_000L,
            new NodeStats(250, 251, 65_535, 65_536, 4, 0, 4_294_967_296L)),
        new InstallSnapshot(
            7,
            "node-1",
            1_000,
            6,
            1 << 20,
            bytes(40),
            true,
            "transfer-1",
            1,
            "snapshot.6_999",
            bytes(16),
            (1 << 20) + 40,
            1,
            true,
            (1 << 20) + 40,
            bytes(5),
            call(19)),
        new ErrorReply("NO_HANDLER", "nobody answers \"Query\" here\n"),
        new Hello(
            "cwm",
            "node-1",
            "0190-instance",
            "192.168.1.10:9000",
            Channel.BULK,
            "msgpack",
            1 << 20,
            1_000,
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
            100,
            true,
            bytes(32),
            bytes(32)),
        new Proof(bytes(32)),
        new Welcome("session-1", "192.168.1.10:40312"),
        new Refused("WRONG_KEY", "the cluster keys differ", Optional.of(5_000L)),
        new InstallSnapshotReply(7, SnapshotResult.INSTALLED, 1, 1_000, call(19)),
        new StartElection(4_096, 6, call(20)),
        new StartElectionReply(true, call(20)),
        new ReadIndex(call(21)),
        new ReadIndexReply(true, 4_096, call(21)),
        new Propose(bytes(9)),
        new ClusterReply(ClusterReplyStatus.NOT_LEADER, "ask node-1", "node-1", Bytes.EMPTY),
        new StatusRequest(),
        new StatusReply(
            "node-2",
            CLUSTER,
            "follower",
            7,
            "node-1",
            false,
            List.of(new MemberStatus("node-1", "192.168.1.10:9000", "leader", true, true)),
            1_000,
            4_095,
            4_096,
            List.of("node-3 is offline")),
        new Invitation(
            CLUSTER, List.of(new MemberAddress("node-1", INCARNATION, "192.168.1.10:9000"))),
        new SuperstepMarker(
            "run-1",
            251,
            "node-1",
            true,
            17,
            List.of(new PredicateCount(KNOWS, 65_536), new PredicateCount(ALICE, 0)),
            bytes(6),
            false,
            "node-3 is offline"),
        new PartitionsRequest(),
        new PartitionsReply(
            "node-1",
            "predicate",
            3,
            251,
            true,
            "run-1",
            List.of(
                new PartitionOwner("node-1", "192.168.1.10:9000", 2, List.of(0, 1, 250)),
                new PartitionOwner("node-2", "", 1, List.of()))),
        new LoadEnd("load-1", 251, true),
        new LoadReply("load-1", false, "node-3 is offline", 65_536, 4_294_967_296L),
        new CopiesRequest(),
        new CopiesReply(
            "node-1",
            2,
            3,
            List.of(
                new ReplicaSetState(
                    251_001,
                    "node-1",
                    "node-2",
                    List.of("node-1", "node-2"),
                    "node-3",
                    22,
                    false,
                    true),
                new ReplicaSetState(252_001, "node-2", "", List.of(), "", 0, true, false))),
        new ForceSet(251_001, "node-2", true),
        new ForceSetReply(251_001, "node-2", false, 22),
        new PlacementData(
            Bytes.copyOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 1, -1, 2, 3, 4, 5, 6, 7, 8}),
            "251/deal",
            2),
        new DerivedData(
            everyKindOfTerm(),
            1,
            new DerivedStep(251_001, 260, 251, 4, 266, 264, 260, 7, 1, false, 65_536),
            true),
        new DerivedReply(251_001, 260, 7));
  }

  private static RaftCall call(long id) {
    return new RaftCall(CLUSTER, "node-1/" + INCARNATION, "node-2/" + INCARNATION, id);
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

  private static List<List<Term>> rows() {
    return List.of(List.of(KNOWS, Literal.of(42)), List.of(ALICE, ListTerm.EMPTY));
  }

  private static Bytes bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (251 + i);
    }
    return Bytes.copyOf(bytes);
  }
}
