package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Surroundings;
import cwm.ipc.IpcException;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.message.IpcMessage.CopiesReply;
import cwm.ipc.message.IpcMessage.CopiesRequest;
import cwm.ipc.message.IpcMessage.ForceSet;
import cwm.ipc.message.IpcMessage.ForceSetReply;
import cwm.ipc.message.IpcMessage.LeaveNotification;
import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.IpcMessage.PartitionsRequest;
import cwm.ipc.message.IpcMessage.StatusReply;
import cwm.ipc.message.IpcMessage.StatusRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `cwm cluster`: asks a node how its cluster is, has nodes taken out of it, and has facts go on
/// from what is left of them.
final class ClusterCommand {
  private static final String STATUS = "status";
  private static final String PARTITIONS = "partitions";
  private static final String LEAVE = "leave";
  private static final String REMOVE = "remove";
  private static final String FORCE = "force-replica-set";
  private static final String NODE = "--node";
  private static final String FROM = "--from";
  private static final String EMPTY = "--empty";
  private static final String JSON = "--json";

  private static final Pattern SET_ID = Pattern.compile("[0-9]{1,18}");

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
          "cwm cluster has five commands, '%s', '%s', '%s', '%s' and '%s'"
              .formatted(STATUS, PARTITIONS, LEAVE, REMOVE, FORCE));
    }
    Configuration configuration =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(command));
    Optional<String> removed = removed(command);
    Optional<ForceSet> forced = forced(command);
    try (NodeClient client =
        NodeClient.connect(
            configuration,
            NodeClient.address(command.matchedOptionValue(NODE, ""), configuration),
            "cluster")) {
      switch (command.commandSpec().name()) {
        case STATUS -> tellStatus(client, command.matchedOptionValue(JSON, false), console);
        case PARTITIONS -> tellPartitions(client, console);
        case LEAVE -> takeOut(client, client.peer(), console);
        case FORCE -> force(client, forced.orElseThrow(), console);
        default -> takeOut(client, removed.orElseThrow(), console);
      }
    }
    return ExitCode.OK;
  }

  private static Optional<String> removed(ParseResult command) {
    if (!command.commandSpec().name().equals(REMOVE)) {
      return Optional.empty();
    }
    return Optional.of(nodeId(command.matchedPositionalValue(0, "")));
  }

  private static String nodeId(String id) {
    if (!NodeConfig.isNodeId(id)) {
      throw new UsageException("'" + id + "' is no node id; it has " + NodeConfig.NODE_ID_RULE);
    }
    return id;
  }

  private static Optional<ForceSet> forced(ParseResult command) {
    if (!command.commandSpec().name().equals(FORCE)) {
      return Optional.empty();
    }
    String id = command.matchedPositionalValue(0, "");
    if (!SET_ID.matcher(id).matches()) {
      throw new UsageException(
          "'" + id + "' is no replica set; `cwm cluster partitions` has their numbers");
    }
    String from = command.matchedOptionValue(FROM, "");
    return Optional.of(
        new ForceSet(
            Long.parseLong(id),
            from.isEmpty() ? "" : nodeId(from),
            command.matchedOptionValue(EMPTY, false)));
  }

  private static void tellStatus(NodeClient client, boolean isJson, Console console) {
    StatusReply status = client.request(new StatusRequest(), StatusReply.class);
    console.write(isJson ? ClusterStatusText.json(status) : ClusterStatusText.table(status));
  }

  private static void tellPartitions(NodeClient client, Console console) {
    PartitionsReply partitions =
        client.requestWhenReady(new PartitionsRequest(), PartitionsReply.class);
    CopiesReply copies = client.request(new CopiesRequest(), CopiesReply.class);
    console.write(PartitionsText.of(partitions) + PartitionsText.of(copies));
  }

  private static void takeOut(NodeClient client, String nodeId, Console console) {
    ClusterReply reply;
    try {
      reply = client.request(new LeaveNotification(nodeId), ClusterReply.class, CHANGE_TIMEOUT);
    } catch (IpcException e) {
      if (!nodeId.equals(client.peer()) || e.code() != IpcException.Code.SESSION_LOST) {
        throw e;
      }
      // Its goodbye has overtaken its answer.
      console.write("%s has ended%n".formatted(nodeId));
      return;
    }
    if (reply.status() != ClusterReplyStatus.COMMITTED) {
      throw new CommandException(nodeId + " was not taken out of the cluster: " + reason(reply));
    }
    console.write("%s is no member of the cluster any more%n".formatted(nodeId));
  }

  private static void force(NodeClient client, ForceSet wish, Console console) {
    ForceSetReply forced = client.requestWhenReady(wish, ForceSetReply.class, CHANGE_TIMEOUT);
    console.write(
        forced.empty()
            ? "replica set %d goes on with nothing at %s: the facts of its %,d partitions are lost%n"
                .formatted(forced.set(), forced.holder(), forced.partitionCount())
            : "replica set %d goes on from the copy at %s: what its members agreed on without that node is lost, in %,d partitions%n"
                .formatted(forced.set(), forced.holder(), forced.partitionCount()));
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
    CommandSpec force =
        command(
            "Has a replica set that has lost its majority for good go on from the copy that one"
                + " member has. What the others agreed on without it is lost.");
    SubcommandArguments.addRequired(force, "SET", "its number, from `cwm cluster partitions`");
    force.addOption(
        OptionSpec.builder(FROM)
            .paramLabel("ID")
            .type(String.class)
            .description("the node whose copy it is, where several have one")
            .build());
    SubcommandArguments.addSwitch(
        force, EMPTY, "go on without its facts, if no node is left that has a copy");
    CommandSpec cluster = SubcommandArguments.family("cwm cluster", "Asks the nodes of a cluster.");
    cluster.addSubcommand(STATUS, status);
    cluster.addSubcommand(PARTITIONS, partitions);
    cluster.addSubcommand(LEAVE, leave);
    cluster.addSubcommand(REMOVE, remove);
    cluster.addSubcommand(FORCE, force);
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
