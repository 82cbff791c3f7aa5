package cwm.simulation.hosts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A program that prints every byte it gets and sends it back, on any number of connections.
final class EchoServer {
  private EchoServer() {}

  /// Runs until it is killed.
  ///
  /// @param args address and port
  public static void main(String[] args) throws IOException {
    InetAddress address = InetAddress.getByName(args[0]);
    try (var server = new ServerSocket(Integer.parseInt(args[1]), 100, address)) {
      System.out.println("listening");
      while (true) {
        Socket connection = server.accept();
        Thread.ofPlatform().daemon().start(() -> echo(connection));
      }
    }
  }

  private static void echo(Socket connection) {
    try (connection) {
      for (int b = connection.getInputStream().read();
          b >= 0;
          b = connection.getInputStream().read()) {
        System.out.println("got " + b);
        connection.getOutputStream().write(b);
      }
    } catch (IOException e) {
      System.err.println("a connection ended: " + e.getMessage());
    }
  }

  /// Starts one and waits until it listens.
  static HostProcess start(Host host, int port) throws IOException {
    var command =
        JavaCommand.of(EchoServer.class.getName(), host.address(), Integer.toString(port));
    HostProcess server = host.start("echo", command.withHeap(32));
    server.awaitStdout("listening"::equals, EchoClient.PATIENCE);
    return server;
  }
}
