package cwm.simulation.hosts;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A connection to an [EchoServer], from the host it was opened on.
final class EchoClient implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Long against what an answer takes.
  private static final Duration SILENCE = Duration.ofMillis(300);

  private final Socket socket;

  private EchoClient(Socket socket) {
    this.socket = socket;
  }

  /// Connects.
  static EchoClient connect(Host from, Host to, int port) throws Exception {
    return new EchoClient(socket(from, to, port, PATIENCE));
  }

  /// Tries to connect, not for long.
  static void connectBriefly(Host from, Host to, int port) throws Exception {
    socket(from, to, port, SILENCE).close();
  }

  private static Socket socket(Host from, Host to, int port, Duration patience) throws Exception {
    return from.call(
        () -> {
          var socket = new Socket();
          try {
            var address = new InetSocketAddress(to.address(), port);
            socket.connect(address, Math.toIntExact(patience.toMillis()));
            return socket;
          } catch (IOException e) {
            socket.close();
            throw e;
          }
        });
  }

  /// Sends a byte, and does not wait.
  ///
  /// @return what comes back, once it does
  CompletableFuture<Integer> send(int b) throws IOException {
    var answer = new CompletableFuture<Integer>();
    socket.getOutputStream().write(b);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(socket.getInputStream().read());
              } catch (IOException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  /// Sends a byte and waits for what comes back.
  int echo(int b) throws Exception {
    return send(b).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /// Whether an answer stays away for a while.
  static boolean isMissing(CompletableFuture<Integer> answer) throws Exception {
    try {
      answer.get(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
