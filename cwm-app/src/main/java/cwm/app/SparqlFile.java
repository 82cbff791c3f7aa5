package cwm.app;

import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what a command line says of SPARQL.
final class SparqlFile {
  private static final int BYTES_MAX = 64 << 20;

  private SparqlFile() {}

  /// Reads a query or an update.
  ///
  /// @param base overrides the file's own IRI
  /// @throws CommandException if the file cannot be read, or is no SPARQL
  static SparqlRequest read(Inputs inputs, String file, Optional<String> base) {
    Inputs.Opened opened = inputs.open(file, base);
    try (InputStream in = opened.source().open()) {
      byte[] text = in.readNBytes(BYTES_MAX + 1);
      if (text.length > BYTES_MAX) {
        throw new CommandException(
            "%s has more than %,d bytes; load data as an input instead".formatted(file, BYTES_MAX));
      }
      return SparqlRequest.read(
          new String(text, StandardCharsets.UTF_8), opened.source().name(), opened.base());
    } catch (IOException e) {
      throw new CommandException("cannot read " + file + ": " + e.getMessage());
    } catch (SparqlException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  /// The format that `--results` names.
  ///
  /// @throws UsageException if there is none of that name
  static ResultFormat format(@Nullable String results) {
    String name = results == null ? ResultFormat.TABLE.toString() : results;
    return ResultFormat.ofName(name)
        .orElseThrow(
            () ->
                new UsageException(
                    "unknown results '%s'; there are %s"
                        .formatted(name, String.join(", ", ResultFormat.names()))));
  }
}
