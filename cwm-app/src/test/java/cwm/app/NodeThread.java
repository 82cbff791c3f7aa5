package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Flags;
import cwm.app.config.Surroundings;
import cwm.reasoner.partition.Spreading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;

/// A node of a cluster, run on a thread of its own, that answers over HTTP.
///
/// @param http where it answers
/// @param stop ends it in order when it is completed
/// @param end how it has ended
record NodeThread(String http, CompletableFuture<ExitCode> stop, CompletableFuture<ExitCode> end) {

  /// Starts a node.
  ///
  /// @param folder where its configuration may be
  /// @param settings flags of the configuration, besides
  /// @param starter makes the cluster
  /// @param args inputs and other flags
  static NodeThread start(
      Path folder, Map<String, String> settings, Membership.Starter starter, String... args)
      throws IOException {
    String http = freeAddress();
    Map<String, String> flags = new HashMap<>(settings);
    flags.put("--cluster-mode", "true");
    flags.put("--http", http);
    Configuration configuration =
        ConfigurationReader.read(
            new Surroundings(folder, Map.of(), CommandRun.BARE.systemFile()),
            new Flags(Optional.empty(), flags));
    var options = new Options();
    Script script = Script.of(new CommandLine(options).parseArgs(args));
    var console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream(),
            false);
    Permissions permissions = Permissions.of(configuration.security(), options);
    var session = new Session(options, script, Spreading.over(1), console, permissions);
    ClusterTask task = ClusterTask.of(options, script, configuration, Spreading.over(1));
    var command = NodeCommand.ofCluster(configuration, session, task, starter);
    var node = new NodeThread(http, new CompletableFuture<>(), new CompletableFuture<>());
    Thread.ofPlatform().name("test-node").daemon().start(() -> node.run(command));
    return node;
  }

  private void run(NodeCommand command) {
    try {
      end.complete(command.run(() -> stop));
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  /// An address of this machine at which nobody listens now.
  static String freeAddress() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + free.getLocalPort();
    }
  }
}
