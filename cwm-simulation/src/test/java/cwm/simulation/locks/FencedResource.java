package cwm.simulation.locks;

import static java.nio.charset.StandardCharsets.UTF_8;

import cwm.cluster.history.HistoryEvent;
import cwm.cluster.history.HistoryEvent.Kind;
import cwm.cluster.history.HistoryWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What the locks guard: takes a write only with a token that is not smaller than any before.
///
/// Listens at a socket in the file system, which no cut of a network reaches. A line `LOCK TOKEN`
/// is answered by `yes` or `no`. A client's thread each; they end with the resource.
final class FencedResource implements AutoCloseable {
  private final ServerSocketChannel server;
  private final HistoryWriter history;
  private final Map<String, Long> tokens = new HashMap<>(); // guarded by this
  private int refusedCount; // guarded by this

  private FencedResource(ServerSocketChannel server, HistoryWriter history) {
    this.server = server;
    this.history = history;
  }

  /// Listens from now on.
  ///
  /// @param history where each write that is taken is written down
  static FencedResource open(Path socket, HistoryWriter history) throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    var resource = new FencedResource(server, history);
    Thread.ofPlatform().daemon().name("resource").start(resource::accept);
    return resource;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofPlatform().daemon().name("resource-client").start(() -> serve(client));
      }
    } catch (IOException _) {
      // It is closed.
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        var lines = new BufferedReader(Channels.newReader(client, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        String answer = write(words[0], Long.parseLong(words[1])) ? "yes\n" : "no\n";
        client.write(UTF_8.encode(answer));
      }
    } catch (IOException _) {
      // The process was killed.
    }
  }

  private synchronized boolean write(String lock, long token) {
    if (token < tokens.getOrDefault(lock, 0L)) {
      refusedCount++;
      return false;
    }
    tokens.put(lock, token);
    history.add(
        new HistoryEvent(System.nanoTime(), "resource", Kind.FENCED_WRITE, lock, 0, "", token));
    return true;
  }

  /// How many writes came too late.
  synchronized int refusedCount() {
    return refusedCount;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One client of the resource. For one thread.
  static final class Client implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader answers;

    Client(Path socket) throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      answers = new BufferedReader(Channels.newReader(channel, UTF_8));
    }

    /// Whether the write was taken.
    boolean write(String lock, long token) throws IOException {
      channel.write(UTF_8.encode(lock + " " + token + "\n"));
      return "yes".equals(answers.readLine());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
