package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Surroundings;
import cwm.distributed.DistributedException;
import cwm.distributed.FactClient;
import cwm.ipc.IpcException;
import cwm.ipc.message.FactScope;
import cwm.ipc.message.IpcMessage.CopiesReply;
import cwm.ipc.message.IpcMessage.CopiesRequest;
import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.IpcMessage.PartitionsRequest;
import cwm.ipc.message.IpcMessage.StatusReply;
import cwm.ipc.message.IpcMessage.StatusRequest;
import cwm.ipc.message.PartitionOwner;
import cwm.ipc.message.ReplicaSetState;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.reasoner.partition.Spreading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/// `cwm dump`: prints what a whole cluster knows.
@CommandLine.Command(
    name = "cwm dump",
    description = "Prints the facts of a whole cluster, derived ones included.",
    sortOptions = false)
final class DumpCommand {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /// How long to wait for facts that are whole.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// How long to wait for nodes that a majority of those with copies would need to be there.
  private static final Duration FAILOVER_PATIENCE = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(200);

  @Option(
      names = "--node",
      order = 1,
      paramLabel = "ADDRESS",
      description = "a node to ask for the others, by the address where it listens for them")
  String node = "";

  @Option(names = "--derived", order = 2, description = "print only what no input states")
  boolean derived;

  @Option(
      names = "--data",
      order = 3,
      description = "drop statements that mention formulas or variables, rules among them")
  boolean data;

  @Option(
      names = "--n3",
      order = 4,
      arity = "0..1",
      paramLabel = "FLAGS",
      preprocessor = AttachedValue.class,
      description = "print N3 (as by default); for its flags see cwm --help")
  @Nullable List<String> n3;

  @Option(names = "--turtle", order = 5, description = "print Turtle")
  boolean turtle;

  @Option(names = "--ntriples", order = 6, description = "print N-Triples")
  boolean ntriples;

  @Option(names = "--rdf", order = 7, description = "print RDF/XML")
  boolean rdf;

  @Option(
      names = "--format",
      order = 7,
      paramLabel = "NAME",
      description = "the same by name: n3, turtle, ntriples, rdfxml, jsonld, trig, nquads")
  @Nullable List<String> format;

  @Option(names = "--language", order = 7, paramLabel = "NAME", description = "as --format")
  @Nullable List<String> language;

  @Option(
      names = "--output",
      order = 8,
      paramLabel = "FILE",
      description = "write there instead of to standard output")
  @Nullable String output;

  @Option(
      names = "--config",
      order = 9,
      paramLabel = "FILE",
      description = "the configuration file (default: ./cwm.toml, then the user's)")
  @Nullable String config;

  @Option(names = "--help", order = 10, usageHelp = true, description = "print this")
  boolean help;

  static ExitCode run(List<String> args, Surroundings surroundings, Console console) {
    var command = new DumpCommand();
    Optional<ParseResult> typed =
        SubcommandArguments.parse(new CommandLine(command), args, console);
    if (typed.isEmpty()) {
      return ExitCode.OK;
    }
    var options = new Options();
    options.output = command.output;
    var session = new Session(options, Script.of(typed.get()), Spreading.NONE, console);
    session.requireWritable();
    Configuration configuration =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(typed.get()));
    FactScope scope = command.derived ? FactScope.DERIVED : FactScope.ALL;
    try (NodeClient client =
        NodeClient.connect(
            configuration,
            NodeClient.address(command.node, configuration),
            "dump",
            session.dictionary())) {
      session.print(wholeFacts(client, session.dictionary(), scope));
    }
    return ExitCode.OK;
  }

  /// Begins anew if the facts change meanwhile, and for a while if they are not whole or an owner
  /// is lost: another takes its place, unless too many are.
  private static TripleList wholeFacts(
      NodeClient client, TermDictionary dictionary, FactScope scope) {
    long start = System.nanoTime();
    long hopeful = start;
    while (true) {
      PartitionsReply partitions =
          client.requestWhenReady(new PartitionsRequest(), PartitionsReply.class);
      String failure;
      boolean mayPass;
      if (partitions.complete()) {
        try {
          return facts(client, partitions, dictionary, scope);
        } catch (DistributedException e) {
          failure = String.valueOf(e.getMessage());
          mayPass = FactClient.isToBeAskedAnew(e);
        }
      } else {
        mayPass = !partitions.job().isEmpty();
        failure =
            mayPass
                ? "what the cluster has is not whole yet: " + partitions.job()
                : "what the cluster has is not whole, since its last job has failed; see its logs";
      }
      CopiesReply copies = client.requestWhenReady(new CopiesRequest(), CopiesReply.class);
      long now = System.nanoTime();
      hopeful = areMajoritiesThere(copies) ? now : hopeful;
      boolean isLate =
          now - start >= PATIENCE.toNanos() || now - hopeful >= FAILOVER_PATIENCE.toNanos();
      if (isLate || !mayPass) {
        StatusReply status = client.request(new StatusRequest(), StatusReply.class);
        throw new CommandException(because(failure, status));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /// Whether every set that keeps facts may yet choose who leads.
  private static boolean areMajoritiesThere(CopiesReply copies) {
    return copies.sets().stream()
        .filter(set -> set.partitionCount() > 0)
        .allMatch(ReplicaSetState::majority);
  }

  private static String because(String failure, StatusReply status) {
    return status.healthy() ? failure : failure + ": " + String.join("; ", status.problems());
  }

  private static TripleList facts(
      NodeClient client, PartitionsReply partitions, TermDictionary dictionary, FactScope scope) {
    var all = new TripleList();
    var asking = new FactClient(client.id(), dictionary, partitions.version());
    for (PartitionOwner owner : partitions.owners()) {
      read(client, owner, asking, scope, all);
    }
    return all;
  }

  private static void read(
      NodeClient client, PartitionOwner owner, FactClient asking, FactScope scope, TripleList all) {
    if (owner.address().isEmpty()) {
      throw new CommandException(
          "'%s' owns facts and is no member of the cluster any more".formatted(owner.nodeId()));
    }
    try {
      String peer =
          owner.nodeId().equals(client.peer())
              ? client.peer()
              : client.connectAlso(NodeClient.address(owner.address()));
      asking.facts(query -> client.request(peer, query, TIMEOUT), scope, all);
    } catch (IpcException e) {
      throw new DistributedException(
          "'%s' owns facts and does not answer: %s"
              .formatted(owner.nodeId(), IpcException.messageOf(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }
}
