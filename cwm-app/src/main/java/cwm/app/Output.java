package cwm.app;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import cwm.rdf.RdfException;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.reasoner.builtin.TermOrder;
import cwm.reasoner.partition.PartitionedStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Prints the result of a session.
final class Output {
  private final Options options;
  private final Script script;
  private final Map<String, String> prefixes;
  private final Console console;

  Output(Options options, Script script, Map<String, String> prefixes, Console console) {
    this.options = options;
    this.script = script;
    this.prefixes = prefixes;
    this.console = console;
  }

  /// Checks where the output goes before any work is done for it.
  ///
  /// @throws CommandException if the file that is named cannot be written
  /// @throws UsageException if its syntax is one that is only read
  void requireWritable() {
    if (!options.strings) {
      script.format().requireWritten();
    }
    if (options.output != null) {
      Path target = target(options.output);
      if (Files.isDirectory(target)) {
        throw new CommandException("cannot write " + options.output + ": it is a directory");
      }
      Path directory = target.resolveSibling("");
      if (!Files.isDirectory(directory)) {
        throw new CommandException(
            "cannot write " + options.output + ": there is no directory " + directory);
      }
    }
  }

  /// Prints facts, and named graphs if the whole store is to be printed and the format has them; if
  /// it has not, warns that they are left out.
  ///
  /// @param facts those of the default graph
  /// @throws RdfException `NOT_REPRESENTABLE` before anything is printed
  /// @throws CommandException if the output cannot be written
  void print(PartitionedStore facts, NamedGraphs named) {
    print(out -> write(facts, named, out));
    warnOfLeftOut(named);
  }

  /// Prints statements that are not the store's.
  ///
  /// @param declared prefixes of their own
  void print(TripleList statements, TermDictionary dictionary, Map<String, String> declared) {
    Map<String, String> all = new LinkedHashMap<>(prefixes);
    all.putAll(declared);
    print(out -> script.format().write(statements, List.of(), dictionary, all, out));
  }

  /// What is printed.
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Prints to where the result is to go.
  ///
  /// @throws CommandException if the output cannot be written
  void print(Content content) {
    @Nullable String file = options.output;
    if (file == null) {
      try {
        content.writeTo(console.out());
        console.out().flush();
      } catch (IOException e) {
        throw new CommandException("cannot write to standard output: " + e.getMessage());
      }
    } else {
      try {
        printTo(target(file), content);
      } catch (IOException e) {
        throw new CommandException("cannot write " + file + ": " + e);
      }
    }
  }

  private void warnOfLeftOut(NamedGraphs named) {
    long count = named.factCount();
    boolean isAsked = !options.strings && !options.derived;
    if (isAsked && count > 0 && !script.format().hasNamedGraphs() && !options.quiet) {
      console.say(
          "warning: left out %,d statement%s of named graphs; --format=trig and --format=nquads print them"
              .formatted(count, count == 1 ? "" : "s"));
    }
  }

  /// The file itself where `file` is a link to it.
  private static Path target(String file) {
    try {
      Path path = Path.of(file).toAbsolutePath();
      return Files.isRegularFile(path) ? path.toRealPath() : path;
    } catch (InvalidPathException | IOException e) {
      throw new CommandException("cannot write " + file + ": " + e.getMessage());
    }
  }

  /// Writes beside the file and moves into place, so that a failure leaves what was there.
  private static void printTo(Path target, Content content) throws IOException {
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      try (OutputStream out = Files.newOutputStream(target)) {
        content.writeTo(out);
      }
      return;
    }
    // Not createTempFile: the result would be readable for its owner only.
    Path partial = target.resolveSibling(".cwm-%s.part".formatted(UUID.randomUUID()));
    try {
      try (OutputStream out = Files.newOutputStream(partial, CREATE_NEW, WRITE)) {
        content.writeTo(out);
      }
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private void write(PartitionedStore facts, NamedGraphs named, OutputStream out)
      throws IOException {
    if (options.strings) {
      out.write(OutputStrings.of(facts).getBytes(StandardCharsets.UTF_8));
      return;
    }
    TermDictionary dictionary = facts.dictionary();
    TripleList statements = inOrder(selected(facts), dictionary);
    script.format().write(statements, selected(named), dictionary, prefixes, out);
  }

  private TripleList inOrder(TripleList statements, TermDictionary dictionary) {
    return options.bySubject ? sorted(statements, dictionary) : statements;
  }

  /// The statements in the order of their subjects, those of one subject as they are.
  private static TripleList sorted(TripleList statements, TermDictionary dictionary) {
    var order = new TermOrder(dictionary);
    var sorted = new TripleList();
    IntStream.range(0, statements.size())
        .boxed()
        .sorted(Comparator.comparing(statements::subject, order))
        .forEach(
            i ->
                sorted.accept(
                    statements.subject(i), statements.predicate(i), statements.object(i)));
    return sorted;
  }

  /// The graphs that are printed. Of what they have, nothing is derived.
  private List<NamedGraph> selected(NamedGraphs named) {
    List<NamedGraph> selected = new ArrayList<>();
    if (!options.derived && script.format().hasNamedGraphs()) {
      for (int name : named.names()) {
        var statements = new TripleList();
        named.graph(name).forEach(statements);
        selected.add(new NamedGraph(name, inOrder(statements, named.dictionary())));
      }
    }
    return selected;
  }

  private TripleList selected(PartitionedStore facts) {
    var selected = new TripleList();
    for (FactTable table : facts.tables()) {
      for (int row = 0; row < table.rowCount(); row++) {
        if (!options.derived || !table.isAsserted(row)) {
          selected.accept(table.subject(row), table.predicate(), table.object(row));
        }
      }
    }
    return selected;
  }
}
