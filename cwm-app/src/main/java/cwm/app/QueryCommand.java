package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Surroundings;
import cwm.distributed.DistributedQuery;
import cwm.distributed.QueryLog;
import cwm.distributed.QueryStrategy;
import cwm.distributed.QueryTerms;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.store.TermDictionary;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/// `cwm query`: asks a whole cluster in SPARQL.
@CommandLine.Command(
    name = "cwm query",
    description = "Prints the answer of a query in SPARQL about the facts of a whole cluster.",
    sortOptions = false)
final class QueryCommand {
  @Parameters(paramLabel = "FILE", description = "the query; - for standard input")
  String file = "";

  @Option(
      names = "--node",
      order = 1,
      paramLabel = "ADDRESS",
      description = "a node to ask for the others, by the address where it listens for them")
  String node = "";

  @Option(
      names = "--strategy",
      order = 2,
      paramLabel = "NAME",
      description =
          "how nodes are asked: parallel (as by default), sequential, or adaptive, which ships"
              + " the least")
  String strategy = QueryStrategy.PARALLEL.toString();

  @Option(
      names = "--explain",
      order = 3,
      description = "tell on standard error what each node was asked for, and how much it had")
  boolean explain;

  @Option(
      names = "--results",
      order = 4,
      paramLabel = "NAME",
      description = "how rows are printed: table (as by default), json, xml, csv, tsv")
  @Nullable String results;

  @Option(
      names = "--format",
      order = 5,
      paramLabel = "NAME",
      description =
          "how statements are printed: n3 (as by default), turtle, ntriples, rdfxml, jsonld, trig,"
              + " nquads")
  @Nullable List<String> format;

  @Option(
      names = "--output",
      order = 6,
      paramLabel = "FILE",
      description = "write there instead of to standard output")
  @Nullable String output;

  @Option(
      names = "--timeout",
      order = 7,
      paramLabel = "D",
      converter = DurationConverter.class,
      description = "stop with an error after this long: 90s, 5m, 1h, 500ms")
  @Nullable Duration timeout;

  @Option(
      names = "--config",
      order = 8,
      paramLabel = "FILE",
      description = "the configuration file (default: ./cwm.toml, then the user's)")
  @Nullable String config;

  @Option(names = "--help", order = 9, usageHelp = true, description = "print this")
  boolean help;

  static ExitCode run(List<String> args, Surroundings surroundings, Console console) {
    var command = new QueryCommand();
    Optional<ParseResult> typed =
        SubcommandArguments.parse(new CommandLine(command), args, console);
    return typed.isEmpty() ? ExitCode.OK : command.run(typed.get(), surroundings, console);
  }

  private ExitCode run(ParseResult typed, Surroundings surroundings, Console console) {
    var options = new Options();
    options.output = output;
    options.results = results;
    var printing = new Output(options, Script.of(typed), Map.of(), console);
    printing.requireWritable();
    var inputs = new Inputs(console.in(), Permissions.NONE);
    if (!(SparqlFile.read(inputs, file, Optional.empty()) instanceof SparqlRequest.OfQuery query)) {
      throw new CommandException(
          file + " is an update; a cluster takes cwm load, and answers queries");
    }
    Configuration configuration =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(typed));
    var dictionary = new TermDictionary();
    var log = new QueryLog();
    KeptAnswer answer;
    try (NodeClient client =
        NodeClient.connect(
            configuration, NodeClient.address(node, configuration), "query", dictionary)) {
      answer =
          ask(
              new WholeReading(client, dictionary),
              query,
              new QueryTerms(
                  log,
                  Optional.ofNullable(timeout),
                  new WebServices(Permissions.of(configuration.security(), options))));
    }
    if (explain) {
      log.lines(dictionary).forEach(console::say);
      console.say("in all: %,d facts, %,d bytes".formatted(log.factCount(), log.byteCount()));
    }
    answer.print(printing);
    return ExitCode.OK;
  }

  private KeptAnswer ask(WholeReading whole, SparqlRequest.OfQuery query, QueryTerms terms) {
    QueryStrategy how =
        QueryStrategy.ofName(strategy)
            .orElseThrow(
                () ->
                    new UsageException(
                        "unknown strategy '%s'; there are %s"
                            .formatted(
                                strategy,
                                Arrays.stream(QueryStrategy.values())
                                    .map(QueryStrategy::toString)
                                    .collect(Collectors.joining(", ")))));
    var format = SparqlFile.format(results);
    try {
      return whole.read(
          nodes -> {
            terms.log().clear();
            return DistributedQuery.run(
                query, nodes, how, terms, found -> KeptAnswer.of(found, format));
          });
    } catch (SparqlException e) {
      throw new CommandException(file + ": " + e.getMessage());
    }
  }
}
