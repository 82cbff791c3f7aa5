package cwm.ipc;

import cwm.ipc.message.Bindings;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.Channel;
import cwm.ipc.message.Entry;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.Pattern;
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
            new IpcMessage.TripleData(triples(), "load-1"),
            new IpcMessage.Query("q", new Pattern(new Variable("s"), P, list()), "a"),
            new IpcMessage.QueryResponse("q", List.of(bindings(), new Bindings(Map.of()))),
            new IpcMessage.InferenceRequest("r", bindings()),
            new IpcMessage.InferenceResult("r", triples()),
            new IpcMessage.JoinRequest("a", "127.0.0.1:9000"),
            new IpcMessage.JoinResponse(true, List.of("a", "b")),
            new IpcMessage.LeaveNotification("a"),
            new IpcMessage.VoteRequest(3, "a", 17),
            new IpcMessage.VoteResponse(3, false),
            new IpcMessage.AppendEntries(3, "a", List.of(new Entry(1, 3, bytes("entry")))),
            new IpcMessage.AppendResponse(3, true, 18),
            new IpcMessage.BarrierEnter("barrier", "a"),
            new IpcMessage.BarrierRelease("barrier"),
            new IpcMessage.LockRequest("lock", "a"),
            new IpcMessage.LockGrant("lock", "a"),
            new IpcMessage.LockRelease("lock"),
            new IpcMessage.Heartbeat("a", 4, new NodeStats(1, 2, 3, 4, 5, 6, 7)),
            new IpcMessage.InstallSnapshot(3, "a", 17, 2, 0, bytes("snapshot"), true),
            new IpcMessage.ErrorReply("NO_HANDLER", "nobody is here"),
            new IpcMessage.Hello(
                "c", "a", "i", "127.0.0.1:9000", Channel.BULK, "json", 9, true, bytes("n"), "s"),
            new IpcMessage.HelloReply("c", "a", "i", "", "json", 9, false, bytes("n"), bytes("p")),
            new IpcMessage.Proof(bytes("proof")),
            new IpcMessage.Welcome("session", "127.0.0.1:55555"),
            new IpcMessage.Refused("WRONG_KEY", "no", Optional.of(100L)));
    Set<Class<?>> types = messages.stream().map(Object::getClass).collect(Collectors.toSet());
    if (!types.equals(Set.copyOf(Arrays.asList(IpcMessage.class.getPermittedSubclasses())))) {
      throw new AssertionError("a message type has no sample");
    }
    return messages;
  }

  private static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
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

  private static Bindings bindings() {
    Map<String, Term> terms = new LinkedHashMap<>();
    terms.put("z", list());
    terms.put("a", Literal.of(true));
    return new Bindings(terms);
  }
}
