package cwm.ipc.transport;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicDatagramExtensionEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The QUIC connection below a link: frames that may be lost, signs of life, and why it ended. The
/// other frames go over its one stream ([ChannelBridge]).
///
/// A datagram begins with a byte 0, and the frame follows. One without a frame is a sign of life.
final class QuicConnection extends ChannelInboundHandlerAdapter
    implements ChannelBridge.Ends, NettyLink.Datagrams {
  private static final int HEAD_BYTES = 1;

  /// Signs of life within the time after which silence counts as death.
  private static final int SIGNS_OF_LIFE = 3;

  private final QuicChannel channel;
  private final NettyLink link;
  private final boolean isMutual;
  private final long idleMillisMax;
  private boolean hasStream;
  private volatile int datagramBytesMax;
  private @Nullable QuicConnectionCloseEvent closeEvent;
  private @Nullable Throwable handshakeFailure;
  private @Nullable ScheduledFuture<?> signsOfLife;

  QuicConnection(QuicChannel channel, NettyLink link, boolean isMutual, long idleMillisMax) {
    this.channel = channel;
    this.link = link;
    this.isMutual = isMutual;
    this.idleMillisMax = idleMillisMax;
  }

  /// Takes the link's stream; another one is refused.
  void addStream(QuicStreamChannel stream, ChannelBridge.Greeting greeting) {
    if (hasStream) {
      var _ = stream.close();
      return;
    }
    hasStream = true;
    stream.config().setAllowHalfClosure(false); // the other side's end is ours
    link.setDatagrams(this);
    stream.pipeline().addLast(new ChannelBridge(link, greeting, false, this));
  }

  /// Ends the connection. Later, since the codec may be at work, and would then not send what tells
  /// the other side.
  void linkClosed() {
    NettyTransport.execute(
        channel.eventLoop(),
        () -> {
          var _ = channel.close(true, 0, Unpooled.EMPTY_BUFFER);
        });
  }

  @Override
  public void open(NettyLink opening) {
    InetSocketAddress remote = address(channel.remoteSocketAddress());
    InetSocketAddress local = address(channel.localSocketAddress());
    Optional<String> nodeId =
        isMutual
            ? Optional.of(
                TlsContexts.peerNodeId(Objects.requireNonNull(channel.sslEngine()).getSession()))
            : Optional.empty();
    long interval = idleMillisMax / SIGNS_OF_LIFE;
    signsOfLife =
        channel
            .eventLoop()
            .scheduleAtFixedRate(
                () -> send(new byte[0], 0), interval, interval, TimeUnit.MILLISECONDS);
    opening.open(
        NettyTransport.inet(local.getAddress().isAnyLocalAddress() ? route(local, remote) : local),
        NettyTransport.inet(remote),
        nodeId);
  }

  private static InetSocketAddress address(@Nullable SocketAddress address) {
    return (InetSocketAddress) Objects.requireNonNull(address, "an open connection has addresses");
  }

  /// The address of this host that packets to `remote` leave from.
  static InetSocketAddress route(InetSocketAddress local, InetSocketAddress remote) {
    try (DatagramChannel probe = DatagramChannel.open()) { // sends nothing
      probe.connect(remote);
      InetSocketAddress from = (InetSocketAddress) probe.getLocalAddress();
      return new InetSocketAddress(from.getAddress(), local.getPort());
    } catch (IOException _) {
      return local; // no route, which is told by what follows
    }
  }

  @Override
  public boolean fits(int length) {
    return HEAD_BYTES + length <= datagramBytesMax;
  }

  @Override
  public void send(byte[] frame, int length) {
    ByteBuf datagram = channel.alloc().directBuffer(HEAD_BYTES + length);
    datagram.writeByte(0).writeBytes(frame, 0, length);
    var _ = channel.writeAndFlush(datagram); // that may be lost
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf datagram) {
      try {
        if (datagram.readableBytes() > HEAD_BYTES && link.isReading()) {
          link.receive(
              ByteBufUtil.getBytes(
                  datagram,
                  datagram.readerIndex() + HEAD_BYTES,
                  datagram.readableBytes() - HEAD_BYTES));
        }
      } finally {
        datagram.release();
      }
    } else {
      context.fireChannelRead(message); // a stream, for Netty
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    switch (event) {
      case QuicDatagramExtensionEvent extension -> datagramBytesMax = extension.maxLength();
      case QuicConnectionCloseEvent closed -> {
        closeEvent = closed;
        failure(link).ifPresent(link::fail); // now, and not when QUIC's timers have run out
      }
      case SslHandshakeCompletionEvent handshake when !handshake.isSuccess() ->
          handshakeFailure = handshake.cause();
      default -> {}
    }
    super.userEventTriggered(context, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (handshakeFailure == null && cause instanceof SSLException) {
      handshakeFailure = cause;
    }
    link.fail(Failures.lost(link, cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (signsOfLife != null) {
      signsOfLife.cancel(false);
    }
    failure(link).ifPresent(link::fail);
    link.finish(Optional.empty());
  }

  @Override
  public Optional<IpcException> failure(NettyLink closed) {
    if (handshakeFailure != null) {
      return Optional.of(Failures.lost(closed, handshakeFailure));
    }
    if (closeEvent != null && closeEvent.isTlsError()) {
      int alert = QuicConnectionCloseEvent.extractTlsError(closeEvent.error());
      return Optional.of(
          Failures.badCredentials(
              closed,
              "the other side refused with TLS alert " + alert,
              new ClosedChannelException()));
    }
    if (channel.isTimedOut()) {
      return Optional.of(
          new IpcException(
              closed.isOpening() ? Code.TIMEOUT : Code.SESSION_LOST,
              closed + " was lost: nothing heard for " + idleMillisMax + " ms"));
    }
    return closed.isOpening()
        ? Optional.of(new IpcException(Code.UNREACHABLE, closed + " was closed at once"))
        : Optional.empty();
  }
}
