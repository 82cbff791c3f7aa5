package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Surroundings;
import cwm.ipc.message.DataPurpose;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.CopiesReply;
import cwm.ipc.message.IpcMessage.CopiesRequest;
import cwm.ipc.message.IpcMessage.LoadEnd;
import cwm.ipc.message.IpcMessage.LoadReply;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.reasoner.partition.Spreading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/// `cwm load FILE...`: loads files into a cluster that runs.
@CommandLine.Command(
    name = "cwm load",
    description = {
      "Loads files into a cluster. All of them become known at once, with what follows from them",
      "if the cluster thinks; or, if one has a mistake, nothing does."
    },
    sortOptions = false)
final class LoadCommand {
  private static final int BATCH_SIZE = 10_000;

  /// Batches that were sent and are not answered yet.
  private static final int WINDOW = 4;

  private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(60);

  /// A job takes as long as it takes.
  private static final Duration JOB_TIMEOUT = Duration.ofDays(1);

  @Parameters(
      paramLabel = "FILE",
      description = "a file, a file: IRI, or - for standard input; .gz is unpacked")
  List<String> inputs = List.of();

  @Option(
      names = "--node",
      order = 1,
      paramLabel = "ADDRESS",
      description = "a node of the cluster, by the address where it listens for others")
  String node = "";

  @Option(
      names = "--think",
      order = 2,
      description = "have the cluster apply all rules, now and from now on")
  boolean think;

  @Option(names = "--n3", order = 3, description = "the files behind it are N3")
  boolean n3;

  @Option(names = "--turtle", order = 4, description = "the files behind it are Turtle")
  boolean turtle;

  @Option(names = "--ntriples", order = 5, description = "the files behind it are N-Triples")
  boolean ntriples;

  @Option(names = "--rdf", order = 6, description = "the files behind it are RDF/XML")
  boolean rdf;

  @Option(
      names = "--format",
      order = 6,
      paramLabel = "NAME",
      description =
          "the same by name: n3, turtle, ntriples, rdfxml, jsonld, trig, nquads (default: by the"
              + " files' names)")
  @Nullable List<String> format;

  @Option(names = "--language", order = 6, paramLabel = "NAME", description = "as --format")
  @Nullable List<String> language;

  @Option(
      names = "--base",
      order = 7,
      paramLabel = "IRI",
      description = "base of relative IRIs in the files behind it")
  @Nullable List<String> base;

  @Option(names = "--quiet", order = 8, description = "print no summary and no progress")
  boolean quiet;

  @Option(
      names = "--config",
      order = 9,
      paramLabel = "FILE",
      description = "the configuration file (default: ./cwm.toml, then the user's)")
  @Nullable String config;

  @Option(names = "--help", order = 10, usageHelp = true, description = "print this")
  boolean help;

  static ExitCode run(List<String> args, Surroundings surroundings, Console console) {
    var command = new LoadCommand();
    Optional<ParseResult> typed =
        SubcommandArguments.parse(new CommandLine(command), args, console);
    if (typed.isEmpty()) {
      return ExitCode.OK;
    }
    if (command.inputs.isEmpty() && !command.think) {
      throw new UsageException("which files? Name what is to be loaded, or have it --think");
    }
    var options = new Options();
    options.quiet = command.quiet;
    var session = new Session(options, Script.of(typed.get()), Spreading.NONE, console);
    Configuration configuration =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(typed.get()));
    try (NodeClient client =
        NodeClient.connect(
            configuration,
            NodeClient.address(command.node, configuration),
            "load",
            session.dictionary())) {
      CopiesReply _ = client.requestWhenReady(new CopiesRequest(), CopiesReply.class);
      var sending = new Sending(client, session.dictionary());
      if (!command.inputs.isEmpty() && !session.readInputs(sending)) {
        return ExitCode.FAILED; // the node forgets what has come with the session
      }
      if (sending.count() == 0 && !command.think) {
        throw new CommandException("there is nothing in what was read, so nothing to load");
      }
      LoadReply done = sending.finish(command.think);
      if (!command.quiet) {
        console.say(
            "loaded %,d statements; the cluster has %,d facts, %,d of them derived"
                .formatted(sending.count(), done.factCount(), done.derivedCount()));
      }
      return ExitCode.OK;
    }
  }

  /// Sends what is read as it is read, a few batches ahead of the answers. Whoever hands over more
  /// waits for them.
  private static final class Sending implements TripleSink {
    private final NodeClient client;
    private final TermDictionary dictionary;
    private final String loadId = UUID.randomUUID().toString();
    private final ArrayDeque<CompletableFuture<IpcMessage>> unanswered = new ArrayDeque<>();
    private TripleList batch = new TripleList();
    private long batchCount;
    private long sentCount;

    Sending(NodeClient client, TermDictionary dictionary) {
      this.client = client;
      this.dictionary = dictionary;
    }

    /// How many statements there were so far.
    long count() {
      return sentCount + batch.size();
    }

    @Override
    public void accept(int subject, int predicate, int object) {
      batch.accept(subject, predicate, object);
      if (batch.size() == BATCH_SIZE) {
        sendBatch();
      }
    }

    /// Has all that was sent placed, and waits until it is.
    LoadReply finish(boolean thinks) {
      if (batch.size() > 0) {
        sendBatch();
      }
      while (!unanswered.isEmpty()) {
        requireAccepted(unanswered.remove());
      }
      return requireAccepted(
          client.requestAsync(client.peer(), new LoadEnd(loadId, batchCount, thinks), JOB_TIMEOUT));
    }

    private void sendBatch() {
      if (unanswered.size() == WINDOW) {
        requireAccepted(unanswered.remove());
      }
      batchCount++;
      sentCount += batch.size();
      var triples = TripleBatch.of(batch, dictionary);
      var message = new TripleData(triples, client.id(), DataPurpose.LOAD, loadId, batchCount);
      unanswered.add(client.requestAsync(client.peer(), message, BATCH_TIMEOUT));
      batch = new TripleList();
    }

    private LoadReply requireAccepted(CompletableFuture<IpcMessage> answer) {
      IpcMessage message = NodeClient.await(answer);
      if (!(message instanceof LoadReply reply)) {
        throw client.unexpected(message);
      }
      if (!reply.accepted()) {
        throw new CommandException("the cluster could not load: " + reply.reason());
      }
      return reply;
    }
  }
}
