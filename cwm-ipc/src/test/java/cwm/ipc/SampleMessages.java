package cwm.ipc;

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
import cwm.ipc.message.InferenceStep;
import cwm.ipc.message.IpcMessage;
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
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A message of every type, with terms of every kind.
final class SampleMessages {
  private static final Iri P = new Iri("http://e/p");

  private SampleMessages() {}

  static List<IpcMessage> oneOfEach() {
    List<IpcMessage> messages =
        List.of(
            new IpcMessage.Ping("a", 1),
            new IpcMessage.Pong("a", 2),
            new IpcMessage.TripleData(triples(), "a", DataPurpose.MIRROR, "j", 7),
            new IpcMessage.Query(
                "q",
                new Pattern(new Variable("s"), P, list()),
                "a",
                7,
                FactScope.DERIVED,
                List.of(),
                Optional.empty(),
                "",
                Optional.empty(),
                5,
                6),
            new IpcMessage.QueryResponse("q", List.of(bindings()), rows(), 7, 8),
            new IpcMessage.InferenceRequest(
                "r", bindings(), rows(), new InferenceStep(1, 0, List.of(1, 0), 1), "j", 7, 2),
            new IpcMessage.InferenceResult("r", triples(), 1, "j", 7, 2),
            new IpcMessage.JoinRequest("a", "127.0.0.1:9000", "u", true),
            new IpcMessage.JoinResponse(
                true, List.of("a", "b"), JoinStatus.ACCEPTED, "", "c", "a", addresses()),
            new IpcMessage.LeaveNotification("a"),
            new IpcMessage.VoteRequest(3, "a", 17, 2, false, call()),
            new IpcMessage.VoteResponse(3, false, true, 16, 2, call()),
            new IpcMessage.AppendEntries(
                3,
                "a",
                List.of(new Entry(1, 3, bytes("entry"))),
                0,
                0,
                0,
                true,
                List.of(new CommitMark("a/1", 0)),
                call()),
            new IpcMessage.AppendResponse(3, true, 18, 19, AppendResult.SUCCESS, 0, true, call()),
            new IpcMessage.BarrierEnter("barrier", "a", 2, 1, "e"),
            new IpcMessage.BarrierRelease("barrier", 3, "e"),
            new IpcMessage.LockRequest("lock", "a", 1, "r"),
            new IpcMessage.LockGrant("lock", "a", "r", 4),
            new IpcMessage.LockRelease("lock", 1, "r"),
            new IpcMessage.Heartbeat("a", 4, new NodeStats(1, 2, 3, 4, 5, 6, 7)),
            new IpcMessage.InstallSnapshot(
                3,
                "a",
                17,
                2,
                0,
                bytes("snapshot"),
                true,
                "t",
                0,
                "f",
                bytes("digest"),
                8,
                0,
                true,
                8,
                bytes("members"),
                call()),
            new IpcMessage.ErrorReply("NO_HANDLER", "nobody is here"),
            new IpcMessage.Hello(
                "c",
                "a",
                "i",
                "127.0.0.1:9000",
                Channel.BULK,
                "json",
                9,
                250,
                true,
                bytes("n"),
                "s"),
            new IpcMessage.HelloReply(
                "c", "a", "i", "", "json", 9, 250, false, bytes("n"), bytes("p")),
            new IpcMessage.Proof(bytes("proof")),
            new IpcMessage.Welcome("session", "127.0.0.1:55555"),
            new IpcMessage.Refused("WRONG_KEY", "no", Optional.of(100L)),
            new IpcMessage.InstallSnapshotReply(3, SnapshotResult.SUCCESS, 0, 17, call()),
            new IpcMessage.StartElection(17, 2, call()),
            new IpcMessage.StartElectionReply(true, call()),
            new IpcMessage.ReadIndex(call()),
            new IpcMessage.ReadIndexReply(true, 17, call()),
            new IpcMessage.Propose(bytes("command")),
            new IpcMessage.ClusterReply(ClusterReplyStatus.COMMITTED, "", "a", bytes("outcome")),
            new IpcMessage.StatusRequest(),
            new IpcMessage.StatusReply(
                "a",
                "c",
                "leader",
                3,
                "a",
                true,
                List.of(new MemberStatus("a", "", "leader", true, true)),
                1,
                2,
                3,
                List.of()),
            new IpcMessage.Invitation("c", addresses()),
            new IpcMessage.SuperstepMarker(
                "j", 7, "a", true, 3, List.of(new PredicateCount(P, 5)), bytes("rules"), false, ""),
            new IpcMessage.PartitionsRequest(),
            new IpcMessage.PartitionsReply(
                "a",
                "hash",
                2,
                7,
                true,
                "j",
                List.of(new PartitionOwner("a", "127.0.0.1:9000", 2, List.of(0, 3)))),
            new IpcMessage.LoadEnd("l", 4, true),
            new IpcMessage.LoadReply("l", true, "", 5, 6),
            new IpcMessage.CopiesRequest(),
            new IpcMessage.CopiesReply(
                "a",
                2,
                1,
                List.of(new ReplicaSetState(7, "a", "a", List.of("a"), "b", 64, false, true))),
            new IpcMessage.ForceSet(7, "a", false),
            new IpcMessage.ForceSetReply(7, "a", true, 64),
            new IpcMessage.PlacementData(Bytes.copyOf(new byte[16]), "j", 7),
            new IpcMessage.DerivedData(
                List.of(), 1, new DerivedStep(7, 8, 6, 1, 9, 9, 8, 2, 0, true, 0), true),
            new IpcMessage.DerivedReply(7, 8, 2));
    Set<Class<?>> types = messages.stream().map(Object::getClass).collect(Collectors.toSet());
    if (!types.equals(Set.copyOf(Arrays.asList(IpcMessage.class.getPermittedSubclasses())))) {
      throw new AssertionError("a message type has no sample");
    }
    return messages;
  }

  private static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static RaftCall call() {
    return new RaftCall("g", "a/1", "b/2", 0);
  }

  private static List<MemberAddress> addresses() {
    return List.of(new MemberAddress("a", "1", "127.0.0.1:9000"), new MemberAddress("b", "2", ""));
  }

  private static ListTerm list() {
    return ListTerm.of(P, ListTerm.EMPTY, ListTerm.of(Literal.of("nested")));
  }

  private static List<Triple> triples() {
    var blank = new BlankNode(1, 2);
    var inner = new Triple(new Variable("x"), P, blank);
    Term formula = Formula.of(List.of(inner, new Triple(blank, P, list())), List.of(blank));
    return List.of(
        new Triple(new Iri("http://e/\u00e9\ud83d\ude00"), P, Literal.of("\u0000\"\\\n")),
        new Triple(blank, P, Literal.inLanguage("hallo", "de-CH")),
        new Triple(list(), P, Literal.of("1.50", Xsd.DECIMAL)),
        new Triple(formula, P, new TripleTerm(inner)),
        new Triple(new Variable("v"), P, Literal.of("", new Iri("http://e/datatype"))));
  }

  private static List<List<Term>> rows() {
    return List.of(List.of(P, list()), List.of(Literal.of(true), new BlankNode(1, 2)));
  }

  private static Bindings bindings() {
    Map<String, Term> terms = new LinkedHashMap<>();
    terms.put("z", list());
    terms.put("a", Literal.of(true));
    return new Bindings(terms);
  }
}
