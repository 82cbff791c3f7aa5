package cwm.ipc.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/// Netty's classes for one kind of stream socket.
///
/// @param io what the event loops wait with
/// @param server makes channels that listen
/// @param client makes channels that connect
record SocketKind(
    IoHandlerFactory io,
    ChannelFactory<? extends ServerChannel> server,
    ChannelFactory<? extends Channel> client) {

  /// @param isNative with epoll, which has less to do for each event than the JDK's selectors
  static SocketKind tcp(boolean isNative) {
    return isNative
        ? new SocketKind(
            EpollIoHandler.newFactory(), EpollServerSocketChannel::new, EpollSocketChannel::new)
        : new SocketKind(
            NioIoHandler.newFactory(), NioServerSocketChannel::new, NioSocketChannel::new);
  }

  static SocketKind unix(boolean isNative) {
    return isNative
        ? new SocketKind(
            EpollIoHandler.newFactory(),
            EpollServerDomainSocketChannel::new,
            EpollDomainSocketChannel::new)
        : new SocketKind(
            NioIoHandler.newFactory(),
            NioServerDomainSocketChannel::new,
            NioDomainSocketChannel::new);
  }

  /// Whether this system has epoll.
  static boolean hasNative() {
    return Epoll.isAvailable();
  }

  static SocketAddress unixAddress(boolean isNative, Path path) {
    return isNative ? new DomainSocketAddress(path.toFile()) : UnixDomainSocketAddress.of(path);
  }
}
