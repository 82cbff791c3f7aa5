package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Surroundings;
import cwm.distributed.FactClient;
import cwm.distributed.QueryNodes;
import cwm.ipc.message.FactScope;
import cwm.rdf.store.TripleList;
import cwm.reasoner.partition.Spreading;
import java.util.List;
import java.util.Optional;
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
      session.print(
          new WholeReading(client, session.dictionary()).read(nodes -> facts(nodes, scope)));
    }
    return ExitCode.OK;
  }

  private static TripleList facts(QueryNodes nodes, FactScope scope) {
    var all = new TripleList();
    var asking = new FactClient(nodes.sender(), nodes.dictionary(), nodes.version());
    try {
      for (QueryNodes.Owner owner : nodes.owners()) {
        if (scope == FactScope.ALL) {
          asking.everything(owner.asking(), all);
        } else {
          asking.facts(owner.asking(), scope, all);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
    return all;
  }
}
