package cwm.app;

import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.SparqlAnswer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Objects;
import org.apache.commons.io.output.DeferredFileOutputStream;
import org.jspecify.annotations.Nullable;

/// The whole answer of a query, which waits to be printed, so that nothing is printed of an answer
/// that fails. Rows that are many wait in a file.
sealed interface KeptAnswer {
  /// Prints it; once.
  ///
  /// @throws CommandException if that cannot be done
  void print(Output output);

  /// Takes all of an answer.
  ///
  /// @param format of rows, and of a yes or no
  /// @throws cwm.jena.sparql.SparqlException if the query fails meanwhile
  /// @throws CommandException if rows cannot be kept
  static KeptAnswer of(SparqlAnswer answer, ResultFormat format) {
    return switch (answer) {
      case SparqlAnswer.Truth truth -> Text.of(out -> truth.write(format, out));
      case SparqlAnswer.Rows rows -> Text.of(out -> rows.write(format, out));
      case SparqlAnswer.Statements statements -> new Statements(statements);
    };
  }

  /// Statements that a query has constructed.
  record Statements(SparqlAnswer.Statements found) implements KeptAnswer {
    @Override
    public void print(Output output) {
      output.print(found.statements(), found.dictionary(), found.prefixes());
    }
  }

  /// Rows as they are to be written.
  final class Text implements KeptAnswer {
    private static final int MEMORY_BYTES_MAX = 4 << 20;

    private final DeferredFileOutputStream kept;

    private Text(DeferredFileOutputStream kept) {
      this.kept = kept;
    }

    private static Text of(Output.Content content) {
      try {
        DeferredFileOutputStream kept =
            DeferredFileOutputStream.builder()
                .setThreshold(MEMORY_BYTES_MAX)
                .setPrefix("cwm-answer")
                .get();
        try (kept) {
          content.writeTo(kept);
        } finally {
          deleteAtEnd(kept.getFile());
        }
        return new Text(kept);
      } catch (UncheckedIOException e) {
        throw unkept(Objects.requireNonNullElse(e.getCause(), e));
      } catch (IOException e) {
        throw unkept(e);
      }
    }

    private static CommandException unkept(Exception e) {
      return new CommandException("cannot keep the answer in a temporary file: " + e.getMessage());
    }

    private static void deleteAtEnd(@Nullable File file) {
      if (file != null) {
        file.deleteOnExit();
      }
    }

    @Override
    public void print(Output output) {
      output.print(this::copyTo);
    }

    private void copyTo(OutputStream out) throws IOException {
      kept.writeTo(out);
      if (!kept.isInMemory()) {
        Files.deleteIfExists(kept.getFile().toPath());
      }
    }
  }
}
