package cwm.app;

import static java.util.stream.Collectors.joining;

import cwm.rdf.n3.N3Flag;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// What the command line asks for, in order.
///
/// @param directives inputs and steps; steps before the first input stand behind the first unbroken
///   run of inputs
/// @param format as the last format flag says, else N3, with the last `--base`
/// @param ignoredFlags letters behind `--n3=` that have no meaning here
/// @param outputFormat a format flag behind all inputs, which is for the output alone
record Script(
    List<Directive> directives,
    OutputFormat format,
    String ignoredFlags,
    Optional<String> outputFormat) {
  Script {
    directives = List.copyOf(directives);
  }

  /// The inputs, as the command line names them.
  Stream<String> inputs() {
    return directives.stream()
        .filter(Directive.Load.class::isInstance)
        .map(load -> ((Directive.Load) load).input());
  }

  /// The files whose rules are applied, as the command line names them.
  Stream<Directive.Apply> applied() {
    return directives.stream()
        .filter(Directive.Apply.class::isInstance)
        .map(Directive.Apply.class::cast);
  }

  /// The requests in SPARQL.
  Stream<Directive.Ask> asked() {
    return directives.stream()
        .filter(Directive.Ask.class::isInstance)
        .map(Directive.Ask.class::cast);
  }

  /// All files that the command line names, as it names them.
  Stream<String> files() {
    return Stream.of(
            inputs(), applied().map(Directive.Apply::file), asked().map(Directive.Ask::file))
        .flatMap(names -> names);
  }

  /// @throws UsageException if a format does not exist, a base is no absolute IRI, or a step names
  ///   no file
  static Script of(ParseResult parsed) {
    return new Reading().read(parsed);
  }

  /// Walks over the arguments, keeping what acts on those that follow.
  private static final class Reading {
    private static final Pattern ABSOLUTE_IRI =
        Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20<>\"{}|\\\\^`]*");

    private static final Pattern SPARQL_FILE = Pattern.compile("(?i).*\\.(rq|ru|sparql)(\\.gz)?");

    /// Flags of W3C's cwm about names in its store, namespaces that it makes up, and old notations.
    private static final String FLAGS_WITHOUT_MEANING = "iv/B";

    /// Leaves out comments, of which this program writes none.
    private static final char FLAG_OF_COMMENTS = 'q';

    private final List<Directive> directives = new ArrayList<>();
    private final Map<ArgSpec, Integer> occurrences = new HashMap<>();
    private Optional<DocumentSyntax> syntax = Optional.empty();
    private Set<N3Flag> flags = Set.of();
    private String ignoredFlags = "";
    private Optional<String> base = Optional.empty();
    private Optional<String> pendingFormat = Optional.empty();

    Script read(ParseResult parsed) {
      for (ArgSpec argument : parsed.matchedArgs()) {
        int occurrence = occurrences.merge(argument, 1, Integer::sum) - 1;
        boolean hasValue = argument.arity().max() > 0;
        String value =
            hasValue ? argument.originalStringValues().get(occurrence) : AttachedValue.NONE;
        if (argument instanceof OptionSpec option) {
          readOption(option.longestName(), value);
        } else {
          directives.add(new Directive.Load(value, syntax, base));
          pendingFormat = Optional.empty();
        }
      }
      var format = new OutputFormat(syntax.orElse(DocumentSyntax.N3), flags, base);
      return new Script(reordered(), format, ignoredFlags, pendingFormat);
    }

    private void readOption(String name, String value) {
      switch (name) {
        case "--think" ->
            directives.add(
                value.equals(AttachedValue.NONE)
                    ? new Directive.Think()
                    : apply(Directive.Manner.TO_FIXPOINT, value));
        case "--apply" -> directives.add(apply(Directive.Manner.ONCE, value));
        case "--filter" -> directives.add(apply(Directive.Manner.FILTER, value));
        case "--query" ->
            directives.add(
                SPARQL_FILE.matcher(value).matches()
                    ? ask(name, value)
                    : apply(Directive.Manner.QUERY, value));
        case "--sparql" -> directives.add(ask(name, value));
        case "--rules" -> directives.add(new Directive.Pass());
        case "--data" -> directives.add(new Directive.KeepData());
        case "--purge" -> directives.add(new Directive.Purge());
        case "--purge-rules" -> directives.add(new Directive.PurgeRules());
        case "--n3" -> {
          readFormat(name, "n3");
          readFlags(value.equals(AttachedValue.NONE) ? "" : value);
        }
        case "--turtle", "--ntriples", "--rdf" -> readFormat(name, name.substring(2));
        case "--format", "--language" -> readFormat(name, value);
        case "--base" -> {
          if (!ABSOLUTE_IRI.matcher(value).matches()) {
            throw new UsageException(
                "--base must be an absolute IRI such as http://example.org/, and is '"
                    + value
                    + "'");
          }
          base = Optional.of(value);
        }
        default -> {} // holds for the whole run: Options has it
      }
    }

    private Directive apply(Directive.Manner manner, String file) {
      if (file.isEmpty()) {
        throw new UsageException(manner.flag() + "= needs a file: " + manner.flag() + "=rules.n3");
      }
      return new Directive.Apply(manner, file, base);
    }

    private Directive ask(String flag, String file) {
      if (file.isEmpty()) {
        throw new UsageException(flag + "= needs a file: " + flag + "=query.rq");
      }
      return new Directive.Ask(file, base);
    }

    private void readFormat(String flag, String format) {
      syntax = DocumentSyntax.ofName(format);
      flags = Set.of();
      pendingFormat = Optional.of(flag);
      if (syntax.isEmpty()) {
        throw new UsageException(
            "unknown format '" + format + "'; there are " + DocumentSyntax.NAMES);
      }
    }

    /// @param letters as W3C's cwm has them
    private void readFlags(String letters) {
      Set<N3Flag> read = EnumSet.noneOf(N3Flag.class);
      for (int i = 0; i < letters.length(); i++) {
        char letter = letters.charAt(i);
        Optional<N3Flag> flag = N3Flag.ofLetter(letter);
        if (flag.isPresent()) {
          read.add(flag.get());
        } else if (FLAGS_WITHOUT_MEANING.indexOf(letter) >= 0) {
          ignoredFlags += letter;
        } else if (letter != FLAG_OF_COMMENTS) {
          throw new UsageException(
              "unknown flag '%c' in --n3=%s; there are %s"
                  .formatted(letter, letters, knownFlags()));
        }
      }
      flags = read;
    }

    private static String knownFlags() {
      return Stream.of(N3Flag.values()).map(flag -> "" + flag.letter()).collect(joining());
    }

    private List<Directive> reordered() {
      int firstInput = 0;
      while (firstInput < directives.size() && !isInput(firstInput)) {
        firstInput++;
      }
      if (firstInput == directives.size()) {
        return directives;
      }
      int afterRun = firstInput;
      while (afterRun < directives.size() && isInput(afterRun)) {
        afterRun++;
      }
      List<Directive> ordered = new ArrayList<>(directives.subList(firstInput, afterRun));
      ordered.addAll(directives.subList(0, firstInput));
      ordered.addAll(directives.subList(afterRun, directives.size()));
      return ordered;
    }

    private boolean isInput(int index) {
      return directives.get(index) instanceof Directive.Load;
    }
  }
}
