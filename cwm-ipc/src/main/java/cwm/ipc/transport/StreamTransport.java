package cwm.ipc.transport;

import cwm.ipc.IpcException;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// TCP and Unix sockets, with TLS or without.
///
/// Netty's epoll where the system has it, else the JDK's selectors. With TLS configured it is
/// spoken over Unix sockets too: who may open the file is the system's affair, which node it is, is
/// not.
final class StreamTransport extends NettyTransport {
  private static final int LISTEN_BACKLOG = 1 << 10;

  private final boolean isNative;
  private final SocketKind kind;
  private final Optional<TlsContexts> tls;

  StreamTransport(
      TransportType type,
      String nodeId,
      boolean isNative,
      Optional<TlsContexts> tls,
      TransportLimits limits) {
    SocketKind kind =
        type == TransportType.TCP ? SocketKind.tcp(isNative) : SocketKind.unix(isNative);
    super(type, nodeId, loopCount(), kind.io(), limits, false);
    this.isNative = isNative;
    this.kind = kind;
    this.tls = tls;
  }

  @Override
  public Address listen(Address address, Acceptor acceptor) {
    links().requireOpen();
    return switch (address) {
      case Address.Inet inet when type() == TransportType.TCP -> listenTcp(inet, acceptor);
      case Address.Unix unix when type() == TransportType.UNIX -> listenUnix(unix, acceptor);
      default -> throw wrongAddress(address, wantedAddress());
    };
  }

  private String wantedAddress() {
    return type() == TransportType.TCP ? "host:port" : "unix:/path";
  }

  private Address listenTcp(Address.Inet address, Acceptor acceptor) {
    ServerBootstrap bootstrap =
        server(address, acceptor)
            .option(ChannelOption.SO_REUSEADDR, true) // or a restart waits for old connections
            .childOption(ChannelOption.TCP_NODELAY, true);
    Channel listener = bind(bootstrap, address, listenAddress(address));
    register(listener);
    return new Address.Inet(
        address.host(), ((InetSocketAddress) listener.localAddress()).getPort());
  }

  private Address listenUnix(Address.Unix address, Acceptor acceptor) {
    UnixSocketFile file = new UnixSocketFile(address);
    file.removeStale();
    Channel listener =
        bind(server(address, acceptor), address, SocketKind.unixAddress(isNative, file.hidden()));
    try {
      file.publish();
    } catch (IpcException e) {
      listener.close().syncUninterruptibly();
      throw e;
    }
    listener.closeFuture().addListener(_ -> file.remove());
    register(listener);
    return address;
  }

  private static Channel bind(ServerBootstrap bootstrap, Address address, SocketAddress socket) {
    ChannelFuture bound = bootstrap.bind(socket).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw Failures.listening(address, Objects.requireNonNull(bound.cause()));
    }
    return bound.channel();
  }

  private ServerBootstrap server(Address address, Acceptor acceptor) {
    return new ServerBootstrap()
        .group(loops())
        .channelFactory(kind.server())
        .option(ChannelOption.SO_BACKLOG, LISTEN_BACKLOG)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                accepted(channel, address, acceptor);
              }
            });
  }

  private void accepted(Channel channel, Address listening, Acceptor acceptor) {
    Address remote =
        channel.remoteAddress() instanceof InetSocketAddress inet ? inet(inet) : listening;
    Optional<LinkHandler> handler = accept(acceptor, remote);
    if (handler.isEmpty()) {
      var _ = channel.close();
      return;
    }
    NettyLink link = newLink(channel.eventLoop(), handler.get(), "link from " + remote);
    links().add(link);
    link.attach(channel);
    tls.ifPresent(
        contexts -> {
          limitOpening(link, limits().accept(), slowHandshake(remote));
          channel.pipeline().addLast(contexts.server().newHandler(channel.alloc()));
        });
    var greeting = tls.isPresent() ? ChannelBridge.Greeting.SEND : ChannelBridge.Greeting.NONE;
    addBridge(channel, link, greeting, listening);
  }

  private IpcException slowHandshake(Address remote) {
    return new IpcException(
        IpcException.Code.TIMEOUT,
        remote
            + " did not finish the TLS handshake within "
            + limits().accept().toMillis()
            + " ms");
  }

  private void addBridge(
      Channel channel, NettyLink link, ChannelBridge.Greeting greeting, Address listening) {
    Ends ends = new Ends(channel, listening, tls.isPresent());
    channel.pipeline().addLast(new ChannelBridge(link, greeting, tls.isPresent(), ends));
  }

  /// @param listening the address of the listening side
  private record Ends(Channel channel, Address listening, boolean hasTls)
      implements ChannelBridge.Ends {
    @Override
    public void open(NettyLink link) {
      link.open(
          end(channel.localAddress()),
          end(channel.remoteAddress()),
          hasTls ? Optional.of(TlsContexts.peerNodeId(channel)) : Optional.empty());
    }

    /// Only one end of a Unix socket has a name.
    private Address end(SocketAddress address) {
      return address instanceof InetSocketAddress inet ? inet(inet) : listening;
    }

    @Override
    public Optional<IpcException> failure(NettyLink link) {
      return hasTls && link.isOpening()
          ? Optional.of(
              Failures.badCredentials(
                  link,
                  "the other side closed the connection meanwhile",
                  new ClosedChannelException()))
          : Optional.empty();
    }
  }

  @Override
  void connect(NettyLink link, Address address, Duration timeout) {
    Target target = new Target(address, timeout, System.nanoTime() + timeout.toNanos());
    switch (address) {
      case Address.Inet inet when type() == TransportType.TCP ->
          lookUp(link, inet, timeout, found -> tryNext(link, target, found));
      case Address.Unix unix when type() == TransportType.UNIX ->
          tryNext(link, target, List.of(SocketKind.unixAddress(isNative, unix.path())));
      default -> link.fail(wrongAddress(address, wantedAddress()));
    }
  }

  private record Target(Address address, Duration timeout, long deadline) {}

  /// Tries the first of `remaining`, and the others after it: a name may stand for several hosts.
  private void tryNext(NettyLink link, Target target, List<? extends SocketAddress> remaining) {
    if (!link.isOpening()) {
      return; // too late, or closed meanwhile
    }
    long millis = (target.deadline - System.nanoTime()) / 1_000_000 / remaining.size();
    ChannelFuture connecting =
        client(link, target.address, Math.clamp(millis, 1, Integer.MAX_VALUE))
            .connect(remaining.getFirst());
    link.attach(connecting.channel());
    connecting.addListener(
        connected -> {
          if (connected.isSuccess()) {
            return; // the bridge has heard of it
          }
          if (remaining.size() > 1) {
            tryNext(link, target, remaining.subList(1, remaining.size()));
          } else {
            Throwable cause = Objects.requireNonNull(connected.cause());
            link.fail(Failures.connecting(target.address, target.timeout, cause));
          }
        });
  }

  private Bootstrap client(NettyLink link, Address address, int timeoutMillis) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(link.loop())
            .channelFactory(kind.client())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    tls.ifPresent(
                        contexts -> {
                          channel.pipeline().addLast(contexts.client().newHandler(channel.alloc()));
                        });
                    var greeting =
                        tls.isPresent()
                            ? ChannelBridge.Greeting.AWAIT
                            : ChannelBridge.Greeting.NONE;
                    addBridge(channel, link, greeting, address);
                  }
                });
    return type() == TransportType.TCP
        ? bootstrap.option(ChannelOption.TCP_NODELAY, true)
        : bootstrap;
  }
}
