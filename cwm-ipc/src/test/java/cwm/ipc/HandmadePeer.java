package cwm.ipc;

import cwm.ipc.message.Channel;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Hello;
import cwm.ipc.message.IpcMessage.Refused;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.Link;
import cwm.ipc.transport.LinkHandler;
import cwm.ipc.transport.Transport;
import cwm.ipc.wire.SerializationFormat;
import cwm.ipc.wire.WireBuffer;
import cwm.rdf.store.TermDictionary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One link of a peer that keeps to the handshake, and afterwards does what a test wants.
final class HandmadePeer implements LinkHandler, Handshake.Guard {
  private final Channel channel;
  private final String session;
  private final Handshake handshake;

  @Nullable Link link;
  volatile Handshake.@Nullable Agreement agreement;
  volatile @Nullable IpcException failure;
  volatile boolean isClosed;
  final List<byte[]> frames = new ArrayList<>();

  private HandmadePeer(
      String nodeId, String instanceId, Duration heartbeat, Channel channel, String session) {
    this.channel = channel;
    this.session = session;
    var self =
        new Handshake.Self(
            nodeId,
            instanceId,
            "cwm",
            "",
            SerializationFormat.JSON,
            100,
            (int) heartbeat.toMillis(),
            Optional.empty());
    handshake =
        new Handshake(self, this, new SplittableRandom(1), Optional.empty(), false, "somewhere");
  }

  /// Opens a link of a peer, of which each transport is an instance.
  ///
  /// @param session for a bulk link, the session's
  static HandmadePeer dial(
      Transport transport, Address address, String nodeId, Channel channel, String session) {
    return dial(transport, address, nodeId, Duration.ofSeconds(1), channel, session);
  }

  /// Opens a link of a peer that says it will tell that it lives every `heartbeat`.
  static HandmadePeer dial(
      Transport transport,
      Address address,
      String nodeId,
      Duration heartbeat,
      Channel channel,
      String session) {
    var peer = new HandmadePeer(nodeId, transport.toString(), heartbeat, channel, session);
    transport.connect(address, Duration.ofSeconds(5), peer);
    return peer;
  }

  boolean isOpen() {
    return agreement != null;
  }

  String session() {
    return Objects.requireNonNull(agreement).session();
  }

  Link link() {
    return Objects.requireNonNull(link);
  }

  void send(Lane lane, OptionalLong requestId, IpcMessage message) {
    var out = new WireBuffer(64);
    Frame.writeHead(out, lane, requestId);
    SerializationFormat.JSON.encoder(new TermDictionary(), 1).encode(message, out);
    link().send(out.array(), out.size());
  }

  @Override
  public void opened(Link newLink) {
    link = newLink;
    say(handshake.dial(channel, session));
  }

  @Override
  public void received(Link from, byte[] frame) {
    if (isOpen()) {
      frames.add(frame);
      return;
    }
    switch (handshake.receive(HandshakeFrames.read(frame))) {
      case Handshake.Step.Say(IpcMessage message) -> say(message);
      case Handshake.Step.Open(Handshake.Agreement agreed, var _) -> agreement = agreed;
      case Handshake.Step.Fail(IpcException why, var _) -> failure = why;
    }
  }

  private void say(IpcMessage message) {
    WireBuffer out = HandshakeFrames.write(message);
    link().send(out.array(), out.size());
  }

  @Override
  public void writable(Link to) {}

  @Override
  public void closed(Optional<Throwable> cause) {
    isClosed = true;
  }

  @Override
  public Optional<Refused> consider(Hello hello) {
    return Optional.empty();
  }

  @Override
  public Optional<Refused> commit(Handshake.Agreement agreed, boolean decides) {
    return Optional.empty();
  }
}
