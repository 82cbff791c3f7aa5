package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Surroundings;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.transport.Address;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
    Address address = NodeClient.address(parsed.matchedPositionalValue(0, ""));
    Configuration configuration =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(parsed));
    try (NodeClient client = NodeClient.connect(configuration, address, "ping")) {
      ping(client, count, console);
    }
    return ExitCode.OK;
  }

  private static void ping(NodeClient client, int count, Console console) {
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      IpcMessage _ = client.request(new Ping(client.id(), System.currentTimeMillis()));
      double millis = (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
      console.write("%s at %s: %.2f ms%n".formatted(client.peer(), client.address(), millis));
    }
  }

  private static CommandSpec spec() {
    CommandSpec spec =
        SubcommandArguments.described(
                "Asks the node at ADDRESS whether it is there, and tells how long it took.")
            .name("cwm ping");
    SubcommandArguments.addRequired(spec, "ADDRESS", "host:port, [v6]:port or unix:/path");
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
