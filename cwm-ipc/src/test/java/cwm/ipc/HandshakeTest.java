package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.message.Bytes;
import cwm.ipc.message.Channel;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Hello;
import cwm.ipc.message.IpcMessage.HelloReply;
import cwm.ipc.message.IpcMessage.Proof;
import cwm.ipc.message.IpcMessage.Refused;
import cwm.ipc.security.ClusterKey;
import cwm.ipc.wire.SerializationFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two sides of a handshake, passing messages by hand.
class HandshakeTest {
  private final SplittableRandom random = new SplittableRandom(1);

  /// A side, and what its guard was asked.
  private final class Side implements Handshake.Guard {
    final Handshake handshake;
    final List<Boolean> commits = new ArrayList<>();
    Optional<Refused> objection = Optional.empty();

    Side(String id, String cluster, Optional<String> key, Optional<String> proven, boolean tls) {
      var self =
          new Handshake.Self(
              id,
              "instance of " + id,
              cluster,
              "",
              SerializationFormat.BINCODE,
              100,
              1_000,
              key.map(ClusterKey::new));
      handshake = new Handshake(self, this, random, proven, tls, "somewhere:1");
    }

    Side(String id, String cluster, String key) {
      this(id, cluster, Optional.of(key), Optional.empty(), false);
    }

    @Override
    public Optional<Refused> consider(Hello hello) {
      return objection;
    }

    @Override
    public Optional<Refused> commit(Handshake.Agreement agreement, boolean decides) {
      commits.add(decides);
      return objection;
    }
  }

  private static IpcMessage said(Handshake.Step step) {
    return ((Handshake.Step.Say) step).message();
  }

  private static Handshake.Step.Open open(Handshake.Step step) {
    return (Handshake.Step.Open) step;
  }

  private static Handshake.Step.Fail failed(Handshake.Step step) {
    return (Handshake.Step.Fail) step;
  }

  private static String code(Handshake.Step step) {
    return failed(step).last().orElseThrow().code();
  }

  @Test
  void bothSidesAgree() {
    var a = new Side("a", "c", "secret");
    var b = new Side("b", "c", "secret");
    Hello hello = a.handshake.dial(Channel.CONTROL, "");
    IpcMessage reply = said(b.handshake.receive(hello));
    IpcMessage proof = said(a.handshake.receive(reply));
    Handshake.Step.Open atB = open(b.handshake.receive(proof));
    Handshake.Step.Open atA = open(a.handshake.receive(atB.last().orElseThrow()));
    assertThat(atB.agreement().nodeId()).isEqualTo("a");
    assertThat(atA.agreement().nodeId()).isEqualTo("b");
    assertThat(atA.agreement().session()).isEqualTo(atB.agreement().session()).isNotEmpty();
    assertThat(atA.agreement().observedAddress()).isEqualTo("somewhere:1");
    assertThat(a.commits).as("a has the smaller name and decides").containsExactly(true);
    assertThat(b.commits).containsExactly(false);
  }

  @Test
  void theSmallerNameDecidesAsAcceptorToo() {
    var a = new Side("a", "c", "secret");
    var b = new Side("b", "c", "secret");
    IpcMessage reply = said(a.handshake.receive(b.handshake.dial(Channel.CONTROL, "")));
    IpcMessage proof = said(b.handshake.receive(reply));
    assertThat(b.commits).isEmpty();
    Handshake.Step.Open atA = open(a.handshake.receive(proof));
    open(b.handshake.receive(atA.last().orElseThrow()));
    assertThat(a.commits).containsExactly(true);
    assertThat(b.commits).containsExactly(false);
  }

  @Test
  void aWrongKeyIsNoticedByTheDialerFirst() {
    var a = new Side("a", "c", "secret");
    var b = new Side("b", "c", "another");
    IpcMessage reply = said(b.handshake.receive(a.handshake.dial(Channel.CONTROL, "")));
    Handshake.Step step = a.handshake.receive(reply);
    assertThat(code(step)).isEqualTo("WRONG_KEY");
    assertThat(a.commits).isEmpty();
    Handshake.Step atB = b.handshake.receive(failed(step).last().orElseThrow());
    assertThat(failed(atB).why()).hasMessageContaining("different cluster keys");
    assertThat(failed(atB).last()).isEmpty();
  }

  @Test
  void aDialerThatCannotProveTheKeyIsRefused() {
    var b = new Side("b", "c", "secret");
    var a = new Side("a", "c", "another");
    said(b.handshake.receive(a.handshake.dial(Channel.CONTROL, "")));
    Handshake.Step step =
        b.handshake.receive(new Proof(Bytes.copyOf("guess".getBytes(StandardCharsets.UTF_8))));
    assertThat(code(step)).isEqualTo("WRONG_KEY");
    assertThat(b.commits).isEmpty();
  }

  @Test
  void aProofServesForOneHandshakeAndOneSideOnly() {
    var a = new Side("a", "c", "secret");
    var b = new Side("b", "c", "secret");
    IpcMessage reply = said(b.handshake.receive(a.handshake.dial(Channel.CONTROL, "")));
    Proof recorded = (Proof) said(a.handshake.receive(reply));
    Bytes acceptors = ((HelloReply) reply).proof();

    var replayed = new Side("b", "c", "secret");
    said(
        replayed.handshake.receive(
            new Side("a", "c", "secret").handshake.dial(Channel.CONTROL, "")));
    assertThat(code(replayed.handshake.receive(recorded))).isEqualTo("WRONG_KEY");

    var reflected = new Side("b", "c", "secret");
    said(
        reflected.handshake.receive(
            new Side("a", "c", "secret").handshake.dial(Channel.CONTROL, "")));
    assertThat(code(reflected.handshake.receive(new Proof(acceptors)))).isEqualTo("WRONG_KEY");
  }

  private static Hello changed(
      Hello hello, String format, int linkDictionaryMaxTerms, int heartbeatIntervalMillis) {
    return new Hello(
        hello.clusterName(),
        hello.nodeId(),
        hello.instanceId(),
        hello.address(),
        hello.channel(),
        format,
        linkDictionaryMaxTerms,
        heartbeatIntervalMillis,
        hello.keyed(),
        hello.nonce(),
        hello.session());
  }

  private static HelloReply changed(
      HelloReply reply, int linkDictionaryMaxTerms, int heartbeatIntervalMillis) {
    return new HelloReply(
        reply.clusterName(),
        reply.nodeId(),
        reply.instanceId(),
        reply.address(),
        reply.format(),
        linkDictionaryMaxTerms,
        heartbeatIntervalMillis,
        reply.keyed(),
        reply.nonce(),
        reply.proof());
  }

  @ParameterizedTest
  @CsvSource({"101, 1000", "100, 3600000"})
  void aNumberChangedOnTheWayIsNoticed(int maxTerms, int heartbeatMillis) {
    var a = new Side("a", "c", "secret");
    var b = new Side("b", "c", "secret");
    Hello hello =
        changed(a.handshake.dial(Channel.CONTROL, ""), "bincode", maxTerms, heartbeatMillis);
    Handshake.Step atA = a.handshake.receive(said(b.handshake.receive(hello)));
    assertThat(code(atA)).as("the dialer's").isEqualTo("WRONG_KEY");

    var c = new Side("c", "c", "secret");
    var d = new Side("d", "c", "secret");
    var reply = (HelloReply) said(d.handshake.receive(c.handshake.dial(Channel.CONTROL, "")));
    Handshake.Step atC = c.handshake.receive(changed(reply, maxTerms, heartbeatMillis));
    assertThat(code(atC)).as("the acceptor's").isEqualTo("WRONG_KEY");
  }

  @Test
  void bothSidesLearnTheOthersNumbers() {
    var a = new Side("a", "c", "secret");
    var b = new Side("b", "c", "secret");
    Hello hello = a.handshake.dial(Channel.CONTROL, "");
    assertThat(hello.linkDictionaryMaxTerms()).isEqualTo(100);
    assertThat(hello.heartbeatIntervalMillis()).isEqualTo(1_000);
    IpcMessage proof = said(a.handshake.receive(said(b.handshake.receive(hello))));
    Handshake.Step.Open atB = open(b.handshake.receive(proof));
    Handshake.Step.Open atA = open(a.handshake.receive(atB.last().orElseThrow()));
    for (Handshake.Agreement agreement : List.of(atA.agreement(), atB.agreement())) {
      assertThat(agreement.linkDictionaryMaxTerms()).isEqualTo(100);
      assertThat(agreement.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void aKeyOnOneSideOnlyIsRefusedWithTheReason() {
    var keyed = new Side("a", "c", "secret");
    var open = new Side("b", "c", Optional.empty(), Optional.empty(), false);
    Handshake.Step step = open.handshake.receive(keyed.handshake.dial(Channel.CONTROL, ""));
    assertThat(code(step)).isEqualTo("KEY_MISSING");
    assertThat(failed(step).last().orElseThrow().reason())
        .isEqualTo("node 'a' has a cluster key, node 'b' has none; see [security] cluster_key");
  }

  @Test
  void anotherClusterIsRefused() {
    var a = new Side("a", "red", "secret");
    var b = new Side("b", "blue", "secret");
    Handshake.Step step = b.handshake.receive(a.handshake.dial(Channel.CONTROL, ""));
    assertThat(code(step)).isEqualTo("FOREIGN_CLUSTER");
    assertThat(failed(step).last().orElseThrow().reason()).contains("'red'").contains("'blue'");
  }

  @Test
  void aCertificateOfAnotherNodeIsRefused() {
    var a = new Side("a", "c", Optional.empty(), Optional.of("b"), true);
    var b = new Side("b", "c", Optional.empty(), Optional.of("mallory"), true);
    Handshake.Step step = b.handshake.receive(a.handshake.dial(Channel.CONTROL, ""));
    assertThat(code(step)).isEqualTo("WRONG_CERTIFICATE");
    assertThat(failed(step).last().orElseThrow().reason()).contains("that of 'mallory'");
  }

  @Test
  void twoNodesOfOneNameAreRefused() {
    var a = new Side("a", "c", "secret");
    var self =
        new Handshake.Self(
            "a",
            "another instance",
            "c",
            "",
            SerializationFormat.JSON,
            1,
            1_000,
            Optional.of(new ClusterKey("secret")));
    var other = new Handshake(self, a, random, Optional.empty(), false, "");
    Handshake.Step step = other.receive(a.handshake.dial(Channel.CONTROL, ""));
    assertThat(code(step)).isEqualTo("NAME_TAKEN");
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    var a =
        new Handshake.Self(
            "a",
            "instance",
            "c",
            "nonsense",
            SerializationFormat.JSON,
            1,
            1_000,
            Optional.of(new ClusterKey("secret")));
    var b = new Side("b", "c", "secret");
    var dialer = new Handshake(a, b, random, Optional.empty(), false, "");
    Handshake.Step step = b.handshake.receive(dialer.dial(Channel.CONTROL, ""));
    assertThat(code(step)).isEqualTo("BAD_ADDRESS");
    assertThat(failed(step).last().orElseThrow().reason()).contains("'nonsense' is no address");
  }

  @Test
  void aFormatNobodyKnowsIsRefused() {
    var a = new Side("a", "c", "secret");
    var b = new Side("b", "c", "secret");
    Hello hello = a.handshake.dial(Channel.CONTROL, "");
    Handshake.Step step = b.handshake.receive(changed(hello, "xml", 100, 1_000));
    assertThat(code(step)).isEqualTo("UNKNOWN_FORMAT");
    assertThat(failed(step).last().orElseThrow().reason()).contains("json, msgpack, bincode");
  }

  @Test
  void whatTheGuardHasAgainstItIsPassedOn() {
    var refused = new Refused("TOO_MANY", "no room", Optional.of(1_000L));
    var a = new Side("a", "c", "secret");
    var b = new Side("b", "c", "secret");
    b.objection = Optional.of(refused);
    Handshake.Step step = b.handshake.receive(a.handshake.dial(Channel.CONTROL, ""));
    assertThat(failed(step).last()).contains(refused);
    Handshake.Step atA = a.handshake.receive(refused);
    assertThat(((RefusedException) failed(atA).why()).refusal()).isEqualTo(refused);
  }

  @Test
  void messagesOutOfTurnEndIt() {
    var b = new Side("b", "c", "secret");
    assertThat(code(b.handshake.receive(new Proof(Bytes.EMPTY)))).isEqualTo("OUT_OF_TURN");
    var a = new Side("a", "c", "secret");
    Hello hello = a.handshake.dial(Channel.CONTROL, "");
    assertThat(code(a.handshake.receive(hello))).isEqualTo("OUT_OF_TURN");
  }

  @Test
  void anotherVersionIsRefusedWithBothNumbers() {
    byte[] frame = {'C', 'W', 'M', 9, '{', '}'};
    try {
      HandshakeFrames.read(frame);
      throw new AssertionError("read it");
    } catch (OtherVersionException e) {
      assertThat(e.refusal().reason()).contains("version 9").contains("version 1");
    }
  }

  @Test
  void aRefusalOfAnotherVersionIsRead() {
    var refused = new Refused("OTHER_VERSION", "too old", Optional.empty());
    byte[] frame = HandshakeFrames.write(refused).array().clone();
    int size = HandshakeFrames.write(refused).size();
    frame[3] = 9;
    assertThat(HandshakeFrames.read(java.util.Arrays.copyOf(frame, size))).isEqualTo(refused);
  }
}
