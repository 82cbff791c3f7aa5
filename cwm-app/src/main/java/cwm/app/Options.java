package cwm.app;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command line as picocli sees it. What acts in the order of the command line is read from the
/// parse result ([Script]); here stands what holds for the whole run.
@Command(
    name = "cwm",
    synopsisHeading = "",
    customSynopsis = {
      "Usage: cwm [INPUT | STEP | OPTION]...",
      "",
      "Reads facts and rules, derives what follows, prints the result.",
      "Inputs and steps act from left to right; steps before the first input act after the inputs.",
      "With --cluster-mode or --http it prints no result, and stays up until it is told to end.",
      ""
    },
    parameterListHeading = "Inputs:%n",
    optionListHeading = "%nSteps and options:%n",
    footer = {
      "",
      "Examples:",
      "  cwm family.n3 --think              facts, rules and all that follows, as N3",
      "  cwm data.nt.gz rules.n3 --think --derived --ntriples",
      "  cwm - --think --data --turtle < data.n3",
      "  cwm --cluster-mode --node-id node-2 --listen 0.0.0.0:9000 --seed-nodes 192.168.1.10:9000",
      "",
      "Exit code: 0 fine, 1 failed, 2 wrong usage, 130 interrupted."
    },
    sortOptions = false,
    usageHelpAutoWidth = true)
final class Options {
  /// Those that set what is configured. [cwm.app.config.Keys] says the same, but to load it takes
  /// longer than what a short run does.
  static final List<String> CONFIGURATION =
      List.of(
          "--workers",
          "--cluster-mode",
          "--node-id",
          "--listen",
          "--advertise",
          "--seed-nodes",
          "--data-dir",
          "--http");

  @Parameters(
      paramLabel = "INPUT",
      description = "a file, an IRI, or - for standard input; .gz is unpacked")
  @Nullable List<String> inputs;

  @Option(
      names = "--think",
      order = 1,
      arity = "0..1",
      paramLabel = "FILE",
      preprocessor = AttachedValue.class,
      description =
          "apply all rules until nothing new follows; with =FILE its rules instead of the store's")
  @Nullable List<String> think;

  @Option(names = "--rules", order = 2, description = "apply each rule once")
  boolean rules;

  @Option(
      names = "--apply",
      order = 3,
      paramLabel = "FILE",
      description = "apply each rule of the file once; they do not become part of the store")
  @Nullable List<String> apply;

  @Option(
      names = "--filter",
      order = 4,
      paramLabel = "FILE",
      description = "the same, and keep only what they conclude")
  @Nullable List<String> filter;

  @Option(
      names = "--query",
      order = 5,
      paramLabel = "FILE",
      description =
          "the same with queries in N3QL: [] ql:select {...}; ql:where {...}; as --sparql if the"
              + " file is named .rq, .ru or .sparql")
  @Nullable List<String> query;

  @Option(
      names = "--sparql",
      order = 5,
      paramLabel = "FILE",
      description = "print the answer of a query in SPARQL instead of the store, or do an update")
  @Nullable List<String> sparql;

  @Option(
      names = "--results",
      order = 20,
      paramLabel = "NAME",
      description = "how rows are printed: table (as by default), json, xml, csv, tsv")
  @Nullable String results;

  @Option(
      names = "--data",
      order = 6,
      description = "drop statements that mention formulas or variables, rules among them")
  boolean data;

  @Option(
      names = "--purge",
      order = 7,
      description = "drop statements about what is of class log:Chaff")
  boolean purge;

  @Option(names = "--purge-rules", order = 8, description = "drop the rules")
  boolean purgeRules;

  @Option(
      names = "--strings",
      order = 9,
      description = "print the objects of log:outputString, by subject, instead of the store")
  boolean strings;

  @Option(
      names = "--n3",
      order = 10,
      arity = "0..1",
      paramLabel = "FLAGS",
      preprocessor = AttachedValue.class,
      description =
          "read and print N3 (as by default); with flags of W3C's cwm it is printed plainer: a no"
              + " [], d no empty prefix, e and u ASCII, l no lists, n no numbers, p no prefixes,"
              + " r no relative IRIs, s no ; and , , t no keywords")
  @Nullable List<String> n3;

  @Option(names = "--turtle", order = 11, description = "read and print Turtle")
  boolean turtle;

  @Option(names = "--ntriples", order = 12, description = "read and print N-Triples")
  boolean ntriples;

  @Option(names = "--rdf", order = 13, description = "read and print RDF/XML")
  boolean rdf;

  @Option(
      names = "--format",
      order = 13,
      paramLabel = "NAME",
      description =
          "the same by name: n3, turtle, ntriples, rdfxml, jsonld, trig, nquads; the last one is"
              + " the output's")
  @Nullable List<String> format;

  @Option(names = "--language", order = 13, paramLabel = "NAME", description = "as --format")
  @Nullable List<String> language;

  @Option(
      names = "--base",
      order = 14,
      paramLabel = "IRI",
      description = "base of relative IRIs in the inputs that follow")
  @Nullable List<String> base;

  @Option(names = "--derived", order = 20, description = "print only what no input states")
  boolean derived;

  @Option(names = "--bySubject", order = 21, description = "print in the order of the subjects")
  boolean bySubject;

  @Option(names = "--no", order = 21, description = "print no result")
  boolean no;

  @Option(
      names = "--output",
      order = 22,
      paramLabel = "FILE",
      description = "write the result there instead of to standard output")
  @Nullable String output;

  @Option(
      names = "--mode",
      order = 29,
      paramLabel = "r",
      description = "r: inputs may come from the web, and rules may read documents and files")
  String mode = "";

  @Option(
      names = "--max-steps",
      order = 30,
      paramLabel = "N",
      description = "stop with an error after N rounds of rules without a fixpoint")
  @Nullable Long maxSteps;

  @Option(
      names = "--timeout",
      order = 31,
      paramLabel = "D",
      converter = DurationConverter.class,
      description = "stop with an error after this long: 90s, 5m, 1h, 500ms")
  @Nullable Duration timeout;

  @Option(
      names = "--workers",
      order = 32,
      paramLabel = "N",
      description = "how many processors may reason on large data (default: all)")
  @Nullable String workers;

  @Option(
      names = "--config",
      order = 33,
      paramLabel = "FILE",
      description = "the configuration file (default: ./cwm.toml, then the user's)")
  @Nullable String config;

  @Option(names = "--cluster-mode", order = 50, description = "be a node of a cluster, and stay up")
  boolean clusterMode;

  @Option(
      names = "--node-id",
      order = 51,
      paramLabel = "NAME",
      description = "the node's name, unique in its cluster")
  @Nullable String nodeId;

  @Option(
      names = "--listen",
      order = 52,
      paramLabel = "ADDRESS",
      description = "where the node accepts others (default: 127.0.0.1:9000)")
  @Nullable String listen;

  @Option(
      names = "--advertise",
      order = 53,
      paramLabel = "ADDRESS",
      description = "where others reach it, if that is another address")
  @Nullable String advertise;

  @Option(
      names = "--seed-nodes",
      order = 54,
      paramLabel = "ADDRESS,...",
      description = "nodes to ask for the cluster; none for the node that starts it")
  @Nullable List<String> seedNodes;

  @Option(
      names = "--data-dir",
      order = 55,
      paramLabel = "DIR",
      description = "where the node keeps what it has to know after a restart")
  @Nullable String dataDir;

  @Option(
      names = "--http",
      order = 56,
      paramLabel = "ADDRESS",
      description =
          "where the node answers over HTTP, or none (default: 127.0.0.1:8080); without"
              + " --cluster-mode, too")
  @Nullable String http;

  @Option(
      names = "--expect-nodes",
      order = 57,
      paramLabel = "N",
      description = "reason when so many nodes have read their inputs, not before")
  @Nullable Integer expectNodes;

  @Option(
      names = "--once",
      order = 58,
      description = "print the whole cluster's result, and end when all nodes have theirs")
  boolean once;

  // For --help: picocli does not see it, nor what follows.
  @Option(
      names = "--with",
      order = 34,
      description = "what follows are not options but arguments, which rules read with os:argv")
  boolean hasArguments;

  List<String> arguments = List.of();

  @Option(names = "--quiet", order = 40, description = "print no warnings and no progress")
  boolean quiet;

  @Option(names = "--verbose", order = 41, description = "print statistics on standard error")
  boolean verbose;

  @Option(names = "--help", order = 42, usageHelp = true, description = "print this")
  boolean help;

  @Option(
      names = "--builtins",
      order = 43,
      description = "print all builtins: how they are called, what they do, an example")
  boolean builtins;

  @Option(names = "--version", order = 44, versionHelp = true, description = "print the version")
  boolean version;
}
