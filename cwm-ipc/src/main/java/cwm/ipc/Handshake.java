package cwm.ipc;

import cwm.ipc.message.Bytes;
import cwm.ipc.message.Channel;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Hello;
import cwm.ipc.message.IpcMessage.HelloReply;
import cwm.ipc.message.IpcMessage.Proof;
import cwm.ipc.message.IpcMessage.Refused;
import cwm.ipc.message.IpcMessage.Welcome;
import cwm.ipc.security.ClusterKey;
import cwm.ipc.transport.Address;
import cwm.ipc.wire.SerializationFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The handshake of one link as one side goes through it: a message in, a step out.
///
/// ```
/// dialer                     acceptor
/// Hello         ->
///               <-  HelloReply (proves the acceptor)
/// Proof         ->             (proves the dialer)
///               <-  Welcome
/// ```
///
/// Either side may end it with `Refused`, which carries the reason. Proofs are digests under the
/// cluster key of both nonces and of who and where both sides are, so they serve for this link,
/// this side and these nodes only.
///
/// Two nodes may dial each other at the same time. The one with the smaller node id decides which
/// link becomes the session: it is asked ([Guard#commit]) before it sends `Proof` or `Welcome`, and
/// the other follows.
final class Handshake {
  private static final int NONCE_BYTES = 32;
  private static final int ID_BYTES = 16;

  /// What this node says of itself.
  ///
  /// @param address where it listens, as others reach it; empty if it does not know yet
  record Self(
      String nodeId,
      String instanceId,
      String clusterName,
      String address,
      SerializationFormat format,
      int linkDictionaryMaxTerms,
      int heartbeatIntervalMillis,
      Optional<ClusterKey> key) {}

  /// What is agreed with the other side.
  ///
  /// @param address where it says it listens; may be empty
  /// @param linkDictionaryMaxTerms how many of this node's terms it keeps
  /// @param heartbeatInterval how often it tells that it lives
  /// @param observedAddress where the acceptor sees the dialer
  record Agreement(
      String nodeId,
      String instanceId,
      String address,
      Channel channel,
      SerializationFormat format,
      int linkDictionaryMaxTerms,
      Duration heartbeatInterval,
      String session,
      String observedAddress) {

    /// The same, with what the acceptor says at the end.
    Agreement welcomed(String newSession, String newObservedAddress) {
      return new Agreement(
          nodeId,
          instanceId,
          address,
          channel,
          format,
          linkDictionaryMaxTerms,
          heartbeatInterval,
          newSession,
          newObservedAddress);
    }
  }

  /// Lets others in, or not.
  interface Guard {
    /// Looks at who says hello.
    Optional<Refused> consider(Hello hello);

    /// Makes this link the peer's session, if it may be. Asked of the node that decides, and on the
    /// other of what has been decided; for a bulk link, asked of both.
    ///
    /// @param decides whether this node decides
    Optional<Refused> commit(Agreement agreement, boolean decides);
  }

  /// What to do next.
  sealed interface Step {
    /// Send the message and wait for the next.
    record Say(IpcMessage message) implements Step {}

    /// The link is open, once the message, if any, is sent.
    record Open(Agreement agreement, Optional<IpcMessage> last) implements Step {}

    /// Send the message, if any, and close.
    ///
    /// @param why in this node's words
    record Fail(IpcException why, Optional<Refused> last) implements Step {}
  }

  private final Self self;
  private final Guard guard;
  private final RandomGenerator random;
  private final Optional<String> provenNodeId;
  private final boolean requiresProvenNodeId;
  private final String observedAddress;

  private boolean isDialer;
  private @Nullable Hello hello;
  private @Nullable HelloReply reply;
  private @Nullable Agreement agreement;

  /// @param provenNodeId what TLS proved of the other side
  /// @param requiresProvenNodeId whether TLS must have proved it
  /// @param observedAddress where this node sees the other side
  Handshake(
      Self self,
      Guard guard,
      RandomGenerator random,
      Optional<String> provenNodeId,
      boolean requiresProvenNodeId,
      String observedAddress) {
    this.self = self;
    this.guard = guard;
    this.random = random;
    this.provenNodeId = provenNodeId;
    this.requiresProvenNodeId = requiresProvenNodeId;
    this.observedAddress = observedAddress;
  }

  /// A new random name for an instance or a session.
  static String newId(RandomGenerator random) {
    return randomBytes(random, ID_BYTES).toString();
  }

  private static Bytes randomBytes(RandomGenerator random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  // ---------------------------------------------------------------- the dialer's side

  /// The dialer's first message.
  ///
  /// @param session for a bulk link, the session it belongs to; else the last session with the peer
  ///   that is over, or empty
  Hello dial(Channel channel, String session) {
    isDialer = true;
    hello =
        new Hello(
            self.clusterName(),
            self.nodeId(),
            self.instanceId(),
            self.address(),
            channel,
            self.format().configName(),
            self.linkDictionaryMaxTerms(),
            self.heartbeatIntervalMillis(),
            self.key().isPresent(),
            randomBytes(random, NONCE_BYTES),
            session);
    return hello;
  }

  private Step onReply(Hello mine, HelloReply theirs) {
    reply = theirs;
    Optional<Refused> objection =
        objection(
            theirs.clusterName(),
            theirs.nodeId(),
            theirs.instanceId(),
            theirs.address(),
            theirs.keyed());
    if (objection.isPresent()) {
      return refuse(objection.get());
    }
    if (!proves(theirs.proof(), "acceptor", mine, theirs)) {
      return refuse(wrongKey());
    }
    if (!theirs.format().equals(mine.format())) {
      return refuse(unknownFormat(theirs.format()));
    }
    agreement =
        new Agreement(
            theirs.nodeId(),
            theirs.instanceId(),
            theirs.address(),
            mine.channel(),
            self.format(),
            theirs.linkDictionaryMaxTerms(),
            Duration.ofMillis(theirs.heartbeatIntervalMillis()),
            mine.channel() == Channel.CONTROL ? "" : mine.session(),
            "");
    boolean decides = self.nodeId().compareTo(theirs.nodeId()) < 0;
    if (decides && mine.channel() == Channel.CONTROL) {
      Optional<Refused> refusal = guard.commit(agreement, true);
      if (refusal.isPresent()) {
        return refuse(refusal.get());
      }
    }
    return new Step.Say(new Proof(proof("dialer", mine, theirs)));
  }

  private Step onWelcome(Agreement agreed, Welcome welcome) {
    boolean isControl = agreed.channel() == Channel.CONTROL;
    Agreement complete =
        agreed.welcomed(
            isControl ? welcome.session() : agreed.session(), welcome.observedAddress());
    boolean hasCommitted = isControl && self.nodeId().compareTo(agreed.nodeId()) < 0;
    if (!hasCommitted) {
      Optional<Refused> refusal = guard.commit(complete, !isControl);
      if (refusal.isPresent()) {
        return refuse(refusal.get());
      }
    }
    return new Step.Open(complete, Optional.empty());
  }

  // ---------------------------------------------------------------- the acceptor's side

  private Step onHello(Hello theirs) {
    hello = theirs;
    Optional<Refused> objection =
        objection(
            theirs.clusterName(),
            theirs.nodeId(),
            theirs.instanceId(),
            theirs.address(),
            theirs.keyed());
    if (objection.isEmpty()) {
      objection = guard.consider(theirs);
    }
    if (objection.isPresent()) {
      return refuse(objection.get());
    }
    Optional<SerializationFormat> format = format(theirs.format());
    if (format.isEmpty()) {
      return refuse(unknownFormat(theirs.format()));
    }
    var unsigned =
        new HelloReply(
            self.clusterName(),
            self.nodeId(),
            self.instanceId(),
            self.address(),
            theirs.format(),
            self.linkDictionaryMaxTerms(),
            self.heartbeatIntervalMillis(),
            self.key().isPresent(),
            randomBytes(random, NONCE_BYTES),
            Bytes.EMPTY);
    HelloReply mine = unsigned.withProof(proof("acceptor", theirs, unsigned));
    reply = mine;
    boolean isControl = theirs.channel() == Channel.CONTROL;
    agreement =
        new Agreement(
            theirs.nodeId(),
            theirs.instanceId(),
            theirs.address(),
            theirs.channel(),
            format.get(),
            theirs.linkDictionaryMaxTerms(),
            Duration.ofMillis(theirs.heartbeatIntervalMillis()),
            isControl ? newId(random) : theirs.session(),
            observedAddress);
    return new Step.Say(mine);
  }

  private Step onProof(Hello theirs, HelloReply mine, Agreement agreed, Proof proof) {
    if (!proves(proof.proof(), "dialer", theirs, mine)) {
      return refuse(wrongKey());
    }
    boolean decides = self.nodeId().compareTo(theirs.nodeId()) < 0;
    Optional<Refused> refusal = guard.commit(agreed, decides);
    if (refusal.isPresent()) {
      return refuse(refusal.get());
    }
    return new Step.Open(
        agreed, Optional.of(new Welcome(agreed.session(), agreed.observedAddress())));
  }

  // ---------------------------------------------------------------- both sides

  /// The next step after a message from the other side.
  Step receive(IpcMessage message) {
    return switch (message) {
      case Refused refused -> new Step.Fail(new RefusedException(refused), Optional.empty());
      case Hello theirs when hello == null -> onHello(theirs);
      case HelloReply theirs when isDialer && hello != null && reply == null ->
          onReply(hello, theirs);
      case Proof proof when !isDialer && hello != null && reply != null && agreement != null ->
          onProof(hello, reply, agreement, proof);
      case Welcome welcome when isDialer && agreement != null -> onWelcome(agreement, welcome);
      default ->
          new Step.Fail(
              new IpcException(
                  IpcException.Code.MALFORMED,
                  message.getClass().getSimpleName() + " out of turn in the handshake"),
              Optional.of(
                  new Refused("OUT_OF_TURN", "not the message expected", Optional.empty())));
    };
  }

  /// Who the other side says it is, as far as it has.
  Optional<String> peerId() {
    return Optional.ofNullable(agreement).map(Agreement::nodeId);
  }

  private static Step refuse(Refused refusal) {
    return new Step.Fail(new RefusedException(refusal), Optional.of(refusal));
  }

  private Optional<Refused> objection(
      String clusterName, String nodeId, String instanceId, String address, boolean keyed) {
    if (!NodeConfig.isName(nodeId)) { // it goes into logs and statistics
      return never("BAD_NAME", "a node id has " + NodeConfig.NODE_ID_RULE);
    }
    Optional<String> complaint = complaintAbout(address);
    if (complaint.isPresent()) {
      return never("BAD_ADDRESS", complaint.get());
    }
    if (instanceId.equals(self.instanceId())) {
      return never("SELF", "this is node '%s' itself".formatted(self.nodeId()));
    }
    if (!clusterName.equals(self.clusterName())) {
      return never(
          "FOREIGN_CLUSTER",
          "node '%s' is of cluster '%s', node '%s' of cluster '%s'; see [cluster] cluster_name"
              .formatted(self.nodeId(), self.clusterName(), nodeId, clusterName));
    }
    if (nodeId.equals(self.nodeId())) {
      return never(
          "NAME_TAKEN",
          "two nodes are called '%s'; give each a [ipc] node_id of its own"
              .formatted(self.nodeId()));
    }
    if (self.key().isPresent() != keyed) {
      String with = keyed ? nodeId : self.nodeId();
      String without = keyed ? self.nodeId() : nodeId;
      return never(
          "KEY_MISSING",
          "node '%s' has a cluster key, node '%s' has none; see [security] cluster_key"
              .formatted(with, without));
    }
    if (requiresProvenNodeId && !provenNodeId.equals(Optional.of(NodeConfig.certifiedId(nodeId)))) {
      return never(
          "WRONG_CERTIFICATE",
          "the certificate of node '%s' is %s; see `cwm cert create-node`"
              .formatted(nodeId, provenNodeId.map(id -> "that of '" + id + "'").orElse("missing")));
    }
    return Optional.empty();
  }

  /// What is wrong with an address, which may be empty.
  private static Optional<String> complaintAbout(String address) {
    if (!address.isEmpty()) {
      try {
        Address.parse(address);
      } catch (IpcException e) {
        return Optional.of(IpcException.messageOf(e));
      }
    }
    return Optional.empty();
  }

  private Refused wrongKey() {
    return never(
            "WRONG_KEY",
            "node '%s' and the other side have different cluster keys; see [security] cluster_key"
                .formatted(self.nodeId()))
        .orElseThrow();
  }

  private Refused unknownFormat(String format) {
    String known =
        Arrays.stream(SerializationFormat.values())
            .map(SerializationFormat::configName)
            .collect(Collectors.joining(", "));
    return never(
            "UNKNOWN_FORMAT",
            "node '%s' does not speak '%s' but %s; see [ipc] serialization"
                .formatted(self.nodeId(), format, known))
        .orElseThrow();
  }

  private static Optional<Refused> never(String code, String reason) {
    return Optional.of(new Refused(code, reason, Optional.empty()));
  }

  private static Optional<SerializationFormat> format(String name) {
    return Arrays.stream(SerializationFormat.values())
        .filter(format -> format.configName().equals(name))
        .findFirst();
  }

  private Bytes proof(String side, Hello dialer, HelloReply acceptor) {
    return self.key().map(key -> key.sign(signed(side, dialer, acceptor))).orElse(Bytes.EMPTY);
  }

  private boolean proves(Bytes proof, String side, Hello dialer, HelloReply acceptor) {
    return self.key().map(key -> key.verifies(proof, signed(side, dialer, acceptor))).orElse(true);
  }

  /// What a proof is the digest of: all that the two sides said, after the name of the side.
  private static Bytes[] signed(String side, Hello dialer, HelloReply acceptor) {
    List<String> said =
        List.of(
            side,
            Integer.toString(HandshakeFrames.VERSION),
            dialer.clusterName(),
            dialer.nodeId(),
            dialer.instanceId(),
            dialer.address(),
            dialer.channel().name(),
            dialer.session(),
            Integer.toString(dialer.linkDictionaryMaxTerms()),
            Integer.toString(dialer.heartbeatIntervalMillis()),
            acceptor.nodeId(),
            acceptor.instanceId(),
            acceptor.address(),
            acceptor.format(),
            Integer.toString(acceptor.linkDictionaryMaxTerms()),
            Integer.toString(acceptor.heartbeatIntervalMillis()));
    Stream<Bytes> texts =
        said.stream().map(text -> Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
    return Stream.concat(texts, Stream.of(dialer.nonce(), acceptor.nonce())).toArray(Bytes[]::new);
  }
}
