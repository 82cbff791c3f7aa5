package cwm.ipc;

import cwm.ipc.message.Channel;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Hello;
import cwm.ipc.message.IpcMessage.Refused;
import cwm.ipc.transport.Link;
import cwm.ipc.transport.LinkHandler;
import cwm.ipc.transport.Timers;
import cwm.ipc.wire.WireBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One link from its first frame to its end: the handshake, then messages of a [Session].
///
/// All methods of [LinkHandler] run on the link's thread, one at a time.
final class Connection implements LinkHandler, Handshake.Guard {
  private final Node node;
  private final Peers peers;
  private final Optional<Dial> dial;

  private @Nullable Link link;
  private @Nullable Handshake handshake;
  private Timers.@Nullable Timer deadline;
  private String lastSessionOfHello = "";
  private boolean hasHeard;

  // Whose ordered tasks the link's messages are a part of, once it is open.
  private Handshake.@Nullable Agreement orderedOf;

  // Written on the link's thread once; read by others once they have the connection from a session.
  private volatile @Nullable IpcException failure;
  private volatile @Nullable Session session;
  private volatile @Nullable Outbound outbound;
  private volatile @Nullable Inbound inbound;

  /// That this node opens the link, and why.
  ///
  /// @param session for a bulk link, what it is to be a part of
  /// @param target for a control link, what is to be reached
  record Dial(Channel channel, Optional<Session> session, Optional<Target> target) {}

  Connection(Node node, Peers peers, Optional<Dial> dial) {
    this.node = node;
    this.peers = peers;
    this.dial = dial;
    dial.flatMap(Dial::session).ifPresent(known -> session = known);
  }

  Optional<Dial> dial() {
    return dial;
  }

  Outbound outbound() {
    return Objects.requireNonNull(outbound);
  }

  Inbound inbound() {
    return Objects.requireNonNull(inbound);
  }

  Link link() {
    return Objects.requireNonNull(link);
  }

  /// Whose session the link is a part of, once it is.
  Optional<Session> session() {
    return Optional.ofNullable(session);
  }

  /// Who the other side says it is, as far as it has.
  Optional<String> peerId() {
    return handshake == null ? Optional.empty() : handshake.peerId();
  }

  void setSession(Session newSession) {
    session = newSession;
  }

  /// Whether the link has passed its handshake.
  boolean isOpen() {
    return inbound != null;
  }

  /// Where the other side is, for the log.
  String remote() {
    return link == null ? "a stranger" : link.remote().toString();
  }

  // ---------------------------------------------------------------- the link's life

  @Override
  public void opened(Link newLink) {
    link = newLink;
    if (dial.isEmpty() && !peers.admit(this)) {
      fail("this node is closed");
      return;
    }
    Handshake begun = peers.newHandshake(this, newLink);
    handshake = begun;
    deadline = node.timers().schedule(node.config().connectionTimeout(), () -> fail(tooSlow()));
    dial.ifPresent(how -> say(begun.dial(how.channel(), sessionToName(how))));
  }

  private IpcException tooSlow() {
    return new IpcException(
        IpcException.Code.TIMEOUT,
        "no handshake within %d ms; it may be busy or stopped, or no cwm node"
            .formatted(node.config().connectionTimeout().toMillis()));
  }

  private static String sessionToName(Dial dial) {
    return dial.session()
        .map(Session::id)
        .or(() -> dial.target().map(Target::lastSession))
        .orElse("");
  }

  @Override
  public void received(Link from, byte[] frame) {
    Inbound open = inbound;
    if (open != null) {
      if (failure == null) { // else a new session may have begun, whose messages come later
        Objects.requireNonNull(session).heard();
        open.received(frame);
      }
    } else if (failure == null && !isEarly(frame)) {
      shakeHands(frame);
    }
  }

  /// Whether a frame is a heartbeat that has overtaken the other side's `Welcome`, as datagrams
  /// may.
  private boolean isEarly(byte[] frame) {
    return dial.isPresent()
        && peerId().isPresent()
        && Frame.head(frame).filter(head -> head.lane() == Lane.PROMPT).isPresent();
  }

  @Override
  public void writable(Link to) {
    Outbound open = outbound;
    if (open != null) {
      open.writable();
    }
  }

  @Override
  public void closed(Optional<Throwable> cause) {
    cancelDeadline();
    if (orderedOf != null) {
      node.ordered().close(orderedOf.nodeId(), orderedOf.channel());
    }
    IpcException why = failure;
    if (why == null) {
      boolean isMute = dial.isPresent() && link != null && !hasHeard && cause.isEmpty();
      why = isMute ? hungUp() : asIpcException(cause);
    }
    Session owner = session;
    if (owner != null) {
      owner.lose(IpcException.messageOf(why));
    }
    peers.closed(this, why);
  }

  /// Whoever speaks TLS, or another protocol, does not like how a handshake begins.
  private static IpcException hungUp() {
    return new IpcException(
        IpcException.Code.UNREACHABLE,
        "it hung up without a word; it may be no cwm node, or want TLS: see [security]"
            + " tls_certificate, tls_key and tls_ca");
  }

  private static IpcException asIpcException(Optional<Throwable> cause) {
    if (cause.isEmpty()) {
      return new IpcException(
          IpcException.Code.SESSION_LOST, "the other side closed the connection");
    }
    return cause.get() instanceof IpcException e
        ? e
        : new IpcException(
            IpcException.Code.SESSION_LOST, IpcException.messageOf(cause.get()), cause.get());
  }

  /// Closes the link, for this reason; the first one counts.
  void fail(String reason) {
    fail(new IpcException(IpcException.Code.SESSION_LOST, reason));
  }

  private void fail(IpcException reason) {
    if (failure == null) {
      failure = reason;
    }
    close();
  }

  void close() {
    if (link != null) {
      link.close();
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
  }

  // ---------------------------------------------------------------- handshake

  private void shakeHands(byte[] frame) {
    hasHeard = true;
    try {
      IpcMessage message = HandshakeFrames.read(frame);
      if (message instanceof Hello hello) {
        lastSessionOfHello = hello.session();
      }
      take(Objects.requireNonNull(handshake).receive(message));
    } catch (OtherVersionException e) {
      take(new Handshake.Step.Fail(e, Optional.of(e.refusal())));
    } catch (IpcException e) {
      // Whoever speaks no handshake would not understand a refusal.
      take(new Handshake.Step.Fail(e, Optional.empty()));
    }
  }

  private void take(Handshake.Step step) {
    switch (step) {
      case Handshake.Step.Say(IpcMessage message) -> say(message);
      case Handshake.Step.Open(Handshake.Agreement agreement, Optional<IpcMessage> last) -> {
        last.ifPresent(this::say);
        open(agreement);
      }
      case Handshake.Step.Fail(IpcException why, Optional<Refused> last) -> {
        last.ifPresent(this::say);
        fail(why);
      }
    }
  }

  private void say(IpcMessage message) {
    WireBuffer out = HandshakeFrames.write(message);
    link().send(out.array(), out.size());
  }

  private void open(Handshake.Agreement agreement) {
    cancelDeadline();
    peers.passed(this);
    Session owner = Objects.requireNonNull(session);
    owner.agree(agreement);
    outbound =
        new Outbound(
            link(),
            node.handlers(),
            _ -> agreement.format().encoder(node.dictionary(), agreement.linkDictionaryMaxTerms()),
            owner::countSent);
    orderedOf = agreement;
    inbound =
        new Inbound(
            link(),
            node.handlers(),
            node.ordered().open(agreement.nodeId(), agreement.channel()),
            _ ->
                agreement
                    .format()
                    .decoder(node.dictionary(), node.config().linkDictionaryMaxTerms()),
            new SessionReceiver(owner));
    owner.opened(this, agreement.channel());
  }

  @Override
  public Optional<Refused> consider(Hello hello) {
    return peers.consider(hello);
  }

  @Override
  public Optional<Refused> commit(Handshake.Agreement agreement, boolean decides) {
    return peers.commit(this, agreement, decides, lastSessionOfHello);
  }

  /// Hands what comes in to the session.
  private final class SessionReceiver implements Inbound.Receiver {
    private final Session owner;

    SessionReceiver(Session owner) {
      this.owner = owner;
    }

    @Override
    public void prompt(OptionalLong requestId, IpcMessage message, long bytes) {
      owner.prompt(Connection.this, requestId, message, bytes);
    }

    @Override
    public Optional<Received<?>> handle(
        Lane lane, OptionalLong requestId, IpcMessage message, long bytes) {
      return owner.handle(lane, requestId, message, bytes);
    }

    @Override
    public void ready() {
      node.ready(inbound());
    }

    @Override
    public void malformed(IpcException why) {
      fail("it sent what is no message: " + why.getMessage());
    }

    @Override
    public void failed(Throwable why) {
      fail("this node could not read a message: " + why);
    }
  }
}
