package cwm.ipc.transport;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// QUIC (RFC 9000) over UDP: a connection per link, with one stream for the frames that must arrive
/// and datagrams (RFC 9221) for those that need not.
///
/// It earns its place on networks that lose packets, where a lost one delays what follows by a
/// round trip instead of TCP's retransmission timer; on a good network TCP is many times faster.
/// All links that come in share the listening socket and its event loop.
final class QuicTransport extends NettyTransport {
  /// What a peer may have under way to us: what it costs to keep when the reader stops.
  private static final int WINDOW_BYTES = 2 << 20;

  /// Fits into an Ethernet frame with room for a tunnel's head.
  private static final int PACKET_BYTES = 1_350;

  private static final int DATAGRAMS_QUEUED_MAX = 256;
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;

  /// Packets that one system call sends or receives.
  private static final int PACKETS_PER_CALL = 16;

  private static final int RECEIVED_PACKET_BYTES_MAX = 2_048;

  private final QuicContexts contexts;

  QuicTransport(String nodeId, QuicContexts contexts, TransportLimits limits) {
    super(TransportType.UDP, nodeId, loopCount(), EpollIoHandler.newFactory(), limits, true);
    this.contexts = contexts;
  }

  /// Says why QUIC does not run on this system, where it does not.
  ///
  /// @throws IpcException `BAD_ADDRESS`
  static void requireAvailable() {
    // Without epoll's calls for many packets at a time it would be slower by far; the systems that
    // lack epoll lack the native library too.
    Throwable cause =
        Epoll.isAvailable() ? Quic.unavailabilityCause() : Epoll.unavailabilityCause();
    if (cause != null) {
      throw new IpcException(
          Code.BAD_ADDRESS,
          "transport udp needs a native library that is not here for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch")
              + "; set [ipc] transport to tcp",
          cause);
    }
  }

  @Override
  public Address listen(Address address, Acceptor acceptor) {
    links().requireOpen();
    if (!(address instanceof Address.Inet inet)) {
      throw wrongAddress(address, "host:port");
    }
    ChannelFuture bound =
        socket(loops(), serverCodec(acceptor)).bind(listenAddress(inet)).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw Failures.listening(address, Objects.requireNonNull(bound.cause()));
    }
    register(bound.channel());
    return new Address.Inet(
        inet.host(), ((InetSocketAddress) bound.channel().localAddress()).getPort());
  }

  private ChannelHandler serverCodec(Acceptor acceptor) {
    return configure(new QuicServerCodecBuilder().sslContext(contexts.server()))
        .tokenHandler(new RetryTokens(new SecureRandom(), System::currentTimeMillis))
        .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segments())
        .handler(
            new ChannelInitializer<QuicChannel>() {
              @Override
              protected void initChannel(QuicChannel channel) {
                accepted(channel, acceptor);
              }
            })
        .streamHandler(
            new ChannelInitializer<QuicStreamChannel>() {
              @Override
              protected void initChannel(QuicStreamChannel stream) {
                QuicConnection connection = stream.parent().pipeline().get(QuicConnection.class);
                if (connection != null) {
                  connection.addStream(stream, ChannelBridge.Greeting.AWAIT_THEN_SEND);
                }
              }
            })
        .build();
  }

  private void accepted(QuicChannel channel, Acceptor acceptor) {
    Address remote =
        inet((InetSocketAddress) Objects.requireNonNull(channel.remoteSocketAddress()));
    Optional<LinkHandler> handler = accept(acceptor, remote);
    if (handler.isEmpty()) {
      closeSoon(channel); // the connection below it is not there yet
      return;
    }
    NettyLink link = newLink(channel.eventLoop(), handler.get(), "link from " + remote);
    links().add(link);
    limitOpening(
        link,
        limits().accept(),
        new IpcException(
            Code.TIMEOUT,
            remote
                + " did not finish the QUIC handshake within "
                + limits().accept().toMillis()
                + " ms"));
    addConnection(channel, link);
  }

  private void addConnection(QuicChannel channel, NettyLink link) {
    QuicConnection connection =
        new QuicConnection(channel, link, contexts.isMutual(), limits().silence().toMillis());
    channel.pipeline().addLast(connection);
    var _ = link.done().thenRun(connection::linkClosed);
  }

  private <B extends QuicCodecBuilder<B>> B configure(B codec) {
    return codec
        .maxIdleTimeout(limits().silence().toMillis(), TimeUnit.MILLISECONDS)
        .maxSendUdpPayloadSize(PACKET_BYTES)
        .initialMaxData(WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalLocal(WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalRemote(WINDOW_BYTES)
        .initialMaxStreamsBidirectional(1)
        .datagram(DATAGRAMS_QUEUED_MAX, DATAGRAMS_QUEUED_MAX);
  }

  private static SegmentedDatagramPacketAllocator segments() {
    return EpollQuicUtils.newSegmentedAllocator(PACKETS_PER_CALL);
  }

  private static Bootstrap socket(EventLoopGroup group, ChannelHandler codec) {
    return new Bootstrap()
        .group(group)
        .channel(EpollDatagramChannel.class)
        .handler(codec)
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, RECEIVED_PACKET_BYTES_MAX)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(PACKETS_PER_CALL * RECEIVED_PACKET_BYTES_MAX));
  }

  @Override
  void connect(NettyLink link, Address address, Duration timeout) {
    if (address instanceof Address.Inet inet) {
      Target target = new Target(inet, timeout, System.nanoTime() + timeout.toNanos());
      lookUp(link, inet, timeout, found -> tryNext(link, target, found));
    } else {
      link.fail(wrongAddress(address, "host:port"));
    }
  }

  private record Target(Address.Inet address, Duration timeout, long deadline) {}

  /// Tries the first of `remaining`, and the others after it, from a socket of its own.
  private void tryNext(NettyLink link, Target target, List<InetSocketAddress> remaining) {
    if (!link.isOpening()) {
      return; // too late, or closed meanwhile
    }
    InetSocketAddress remote = remaining.getFirst();
    InetSocketAddress local = QuicConnection.route(new InetSocketAddress(0), remote);
    socket(link.loop(), clientCodec(target))
        .bind(local)
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                connect(link, target, remaining, bound.channel());
              } else {
                failed(link, target, remaining, Objects.requireNonNull(bound.cause()));
              }
            });
  }

  private ChannelHandler clientCodec(Target target) {
    Address.Inet address = target.address;
    return configure(new QuicClientCodecBuilder())
        .sslEngineProvider(
            channel -> contexts.client().newEngine(channel.alloc(), address.host(), address.port()))
        .build();
  }

  private void connect(
      NettyLink link, Target target, List<InetSocketAddress> remaining, Channel socket) {
    long millis = (target.deadline - System.nanoTime()) / 1_000_000 / remaining.size();
    QuicChannel.newBootstrap(socket)
        .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segments())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.clamp(millis, 1, Integer.MAX_VALUE))
        .handler(
            new ChannelInitializer<QuicChannel>() {
              @Override
              protected void initChannel(QuicChannel channel) {
                channel.closeFuture().addListener(_ -> closeSoon(socket));
                addConnection(channel, link);
              }
            })
        .streamHandler(
            new ChannelInitializer<QuicStreamChannel>() {
              @Override
              protected void initChannel(QuicStreamChannel stream) {
                var _ = stream.close(); // the server opens none
              }
            })
        .remoteAddress(remaining.getFirst())
        .connect()
        .addListener(
            connected -> {
              if (connected.isSuccess()) {
                openStream(link, (QuicChannel) connected.getNow());
              } else {
                failed(link, target, remaining, Objects.requireNonNull(connected.cause()));
              }
            });
  }

  /// Soon, since packets that end a connection may still wait to be flushed.
  private static void closeSoon(Channel channel) {
    execute(
        channel.eventLoop(),
        () -> {
          var _ = channel.close();
        });
  }

  private static void openStream(NettyLink link, QuicChannel channel) {
    QuicConnection connection = channel.pipeline().get(QuicConnection.class);
    channel
        .createStream(
            QuicStreamType.BIDIRECTIONAL,
            new ChannelInitializer<QuicStreamChannel>() {
              @Override
              protected void initChannel(QuicStreamChannel stream) {
                connection.addStream(stream, ChannelBridge.Greeting.SEND_THEN_AWAIT);
              }
            })
        .addListener(
            created -> {
              if (!created.isSuccess()) {
                link.fail(Failures.lost(link, Objects.requireNonNull(created.cause())));
              }
            });
  }

  private void failed(
      NettyLink link, Target target, List<InetSocketAddress> remaining, Throwable cause) {
    if (remaining.size() > 1) {
      tryNext(link, target, remaining.subList(1, remaining.size()));
    } else {
      link.fail(Failures.connecting(target.address, target.timeout, cause));
    }
  }
}
