package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Surroundings;
import cwm.ipc.IpcException;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.message.IpcMessage.CopiesReply;
import cwm.ipc.message.IpcMessage.CopiesRequest;
import cwm.ipc.message.IpcMessage.LeaveNotification;
import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.IpcMessage.PartitionsRequest;
import cwm.ipc.message.IpcMessage.StatusReply;
import cwm.ipc.message.IpcMessage.StatusRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `cwm cluster`: asks a node how its cluster is, and has nodes taken out of it.
final class ClusterCommand {
  private static final String STATUS = "status";
  private static final String PARTITIONS = "partitions";
  private static final String LEAVE = "leave";
  private static final String REMOVE = "remove";
  private static final String NODE = "--node";
  private static final String JSON = "--json";

  /// A change of members waits for a majority, and for the one that goes to hand over.
  private static final Duration CHANGE_TIMEOUT = Duration.ofMinutes(2);

  private ClusterCommand() {}

  /// Exit code 0 means that the answer came and that what was asked for is done. A cluster that is
  /// not healthy is no failure of `status`: `/cluster/health` has a status for scripts.
  static ExitCode run(List<String> args, Surroundings surroundings, Console console) {
    Optional<ParseResult> typed = SubcommandArguments.parse(new CommandLine(spec()), args, console);
    if (typed.isEmpty()) {
      return ExitCode.OK;
    }
    ParseResult command = typed.get();
    if (command.commandSpec().parent() == null) {
      throw new UsageException(
          "cwm cluster has four commands, '%s', '%s', '%s' and '%s'"
              .formatted(STATUS, PARTITIONS, LEAVE, REMOVE));
    }
    Configuration configuration =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(command));
    Optional<String> removed = removed(command);
    try (NodeClient client =
        NodeClient.connect(
            configuration,
            NodeClient.address(command.matchedOptionValue(NODE, ""), configuration),
            "cluster")) {
      switch (command.commandSpec().name()) {
        case STATUS -> tellStatus(client, command.matchedOptionValue(JSON, false), console);
        case PARTITIONS -> tellPartitions(client, console);
        case LEAVE -> takeOut(client, client.peer(), console);
        default -> takeOut(client, removed.orElseThrow(), console);
      }
    }
    return ExitCode.OK;
  }

  private static Optional<String> removed(ParseResult command) {
    if (!command.commandSpec().name().equals(REMOVE)) {
      return Optional.empty();
    }
    String id = command.matchedPositionalValue(0, "");
    if (!NodeConfig.isNodeId(id)) {
      throw new UsageException("'" + id + "' is no node id; it has " + NodeConfig.NODE_ID_RULE);
    }
    return Optional.of(id);
  }

  private static void tellStatus(NodeClient client, boolean isJson, Console console) {
    IpcMessage answer = client.request(new StatusRequest());
    if (!(answer instanceof StatusReply status)) {
      throw client.unexpected(answer);
    }
    console.write(isJson ? ClusterStatusText.json(status) : ClusterStatusText.table(status));
  }

  private static void tellPartitions(NodeClient client, Console console) {
    IpcMessage answer = client.request(new PartitionsRequest());
    if (!(answer instanceof PartitionsReply partitions)) {
      throw client.unexpected(answer);
    }
    IpcMessage second = client.request(new CopiesRequest());
    if (!(second instanceof CopiesReply copies)) {
      throw client.unexpected(second);
    }
    console.write(PartitionsText.of(partitions) + PartitionsText.of(copies));
  }

  private static void takeOut(NodeClient client, String nodeId, Console console) {
    IpcMessage answer;
    try {
      answer = client.request(new LeaveNotification(nodeId), CHANGE_TIMEOUT);
    } catch (IpcException e) {
      if (!nodeId.equals(client.peer()) || e.code() != IpcException.Code.SESSION_LOST) {
        throw e;
      }
      // Its goodbye has overtaken its answer.
      console.write("%s has ended%n".formatted(nodeId));
      return;
    }
    if (!(answer instanceof ClusterReply reply)) {
      throw client.unexpected(answer);
    }
    if (reply.status() != ClusterReplyStatus.COMMITTED) {
      throw new CommandException(nodeId + " was not taken out of the cluster: " + reason(reply));
    }
    console.write("%s is no member of the cluster any more%n".formatted(nodeId));
  }

  private static String reason(ClusterReply reply) {
    if (!reply.reason().isEmpty()) {
      return reply.reason();
    }
    return switch (reply.status()) {
      case NOT_LEADER ->
          reply.leader().isEmpty()
              ? "there is no leader now; try again later"
              : "the leader is " + reply.leader() + "; ask that node (--node)";
      case UNAVAILABLE -> "nothing can be agreed on now; see `cwm cluster status`";
      case REJECTED -> "there is no such member; see `cwm cluster status`";
      case COMMITTED -> throw new IllegalStateException("it was");
    };
  }

  private static CommandSpec spec() {
    CommandSpec status = command("Tells how the cluster is, as a node knows it.");
    SubcommandArguments.addSwitch(status, JSON, "as JSON");
    CommandSpec partitions = command("Tells which node owns which part of the facts.");
    CommandSpec leave =
        command("Has a node leave the cluster for good. It hands over, and its process ends.");
    CommandSpec remove =
        command(
            "Takes a node out of the cluster that is gone for good. What it owns is lost; a live"
                + " one hands over with leave.");
    SubcommandArguments.addRequired(remove, "ID", "the node id");
    CommandSpec cluster = SubcommandArguments.family("cwm cluster", "Asks the nodes of a cluster.");
    cluster.addSubcommand(STATUS, status);
    cluster.addSubcommand(PARTITIONS, partitions);
    cluster.addSubcommand(LEAVE, leave);
    cluster.addSubcommand(REMOVE, remove);
    return cluster;
  }

  private static CommandSpec command(String description) {
    CommandSpec spec = SubcommandArguments.described(description);
    spec.addOption(
        OptionSpec.builder(NODE)
            .paramLabel("ADDRESS")
            .type(String.class)
            .description("the node to ask, by the address where it listens for others")
            .build());
    ConfigurationFlags.addFileTo(spec);
    SubcommandArguments.addHelp(spec);
    return spec;
  }
}
