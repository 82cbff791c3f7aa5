package cwm.app;

import cwm.rdf.RdfException;
import cwm.rdf.n3.N3Writer;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TripleList;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
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

  /// @throws RdfException `NOT_REPRESENTABLE` before anything is printed
  /// @throws CommandException if the output cannot be written
  void print(FactStore store) {
    @Nullable String file = options.output;
    if (file == null) {
      try {
        write(store, console.out());
      } catch (IOException e) {
        throw new CommandException("cannot write to standard output: " + e.getMessage());
      }
    } else {
      printTo(Path.of(file), store);
    }
  }

  /// Writes beside the file and moves into place, so that a failure leaves what was there.
  private void printTo(Path file, FactStore store) {
    try {
      Path target = file.toAbsolutePath();
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        try (OutputStream out = Files.newOutputStream(target)) {
          write(store, out);
        }
        return;
      }
      Path partial = Files.createTempFile(target.getParent(), ".cwm-", ".part");
      try {
        try (OutputStream out = Files.newOutputStream(partial)) {
          write(store, out);
        }
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new CommandException("cannot write " + file + ": " + e);
    }
  }

  private void write(FactStore store, OutputStream out) throws IOException {
    if (options.strings) {
      out.write(OutputStrings.of(store).getBytes(StandardCharsets.UTF_8));
      out.flush();
      return;
    }
    @Nullable String base = script.outputBase().orElse(null);
    var writer = new N3Writer(store.dictionary(), script.outputSyntax(), prefixes, base);
    writer.write(selected(store), out);
    out.flush();
  }

  private TripleList selected(FactStore store) {
    var selected = new TripleList();
    for (FactTable table : store.tables()) {
      for (int row = 0; row < table.rowCount(); row++) {
        if (!options.derived || !table.isAsserted(row)) {
          selected.accept(table.subject(row), table.predicate(), table.object(row));
        }
      }
    }
    return selected;
  }
}
