package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Surroundings;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.security.NodeCertificate;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.TransportType;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `cwm ping ADDRESS`: whether a node is there, who it is, and how far away.
final class PingCommand {
  private static final String COUNT = "--count";
  private static final int COUNT_MAX = 1_000_000;

  private PingCommand() {}

  static ExitCode run(List<String> args, Surroundings surroundings, Console console) {
    Optional<ParseResult> typed = SubcommandArguments.parse(new CommandLine(spec()), args, console);
    if (typed.isEmpty()) {
      return ExitCode.OK;
    }
    ParseResult parsed = typed.get();
    int count = SubcommandArguments.number(parsed, COUNT, 3, COUNT_MAX);
    Address address = address(parsed.matchedPositionalValue(0, ""));
    Configuration configuration =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(parsed));
    try (Node node = Node.startClient(config(configuration, address))) {
      ping(node, address, count, console);
    }
    return ExitCode.OK;
  }

  private static Address address(String text) {
    try {
      return Address.parse(text);
    } catch (IpcException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static void ping(Node node, Address address, int count, Console console) {
    String peer = node.connect(address.toString());
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      var ping = new Ping(node.id(), System.currentTimeMillis());
      try {
        node.request(peer, ping, node.config().connectionTimeout()).join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof IpcException known ? known : e;
      }
      double millis = (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
      console.write("%s at %s: %.2f ms%n".formatted(peer, address, millis));
    }
  }

  /// A tool's name, so that whoever has a node's certificate can ask that node too.
  private static NodeConfig config(Configuration configuration, Address address) {
    var security = configuration.security().peerSecurity();
    String name = security.tls().map(files -> NodeCertificate.load(files).nodeId()).orElse("ping");
    String tool = "~ping-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    return configuration.clientConfig(name + tool, transport(configuration, address));
  }

  private static TransportType transport(Configuration configuration, Address address) {
    TransportType configured = configuration.transport();
    return switch (address) {
      case Address.Unix _ -> TransportType.UNIX;
      case Address.Memory _ ->
          throw new UsageException(address + " is inside another process; nothing reaches it");
      case Address.Inet _ -> configured == TransportType.UDP ? configured : TransportType.TCP;
    };
  }

  private static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("cwm ping");
    spec.usageMessage()
        .description("Asks the node at ADDRESS whether it is there, and tells how long it took.")
        .sortOptions(false);
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("ADDRESS")
            .type(String.class)
            .arity("1")
            .required(true)
            .description("host:port, [v6]:port or unix:/path")
            .build());
    spec.addOption(
        OptionSpec.builder(COUNT)
            .paramLabel("N")
            .type(Integer.class)
            .description("how often to ask (default: 3)")
            .build());
    SubcommandArguments.addHelp(spec);
    ConfigurationFlags.addFileTo(spec);
    return spec;
  }
}
