package cwm.app;

import cwm.rdf.n3.Source;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds the inputs that a command line names.
final class Inputs {
  private final InputStream standardInput;
  private long streamCount;

  Inputs(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  /// An input with the base that its relative IRIs have.
  record Opened(Source source, String base) {}

  /// Checks that an input is there, so that nobody waits for the last of many to learn it is not.
  ///
  /// @throws CommandException if there is no such input
  void requireReadable(String input) {
    if (!input.equals("-")) {
      file(input);
    }
  }

  /// @param input a path, a `file:` IRI, or `-`
  /// @param base overrides the input's own IRI
  /// @throws CommandException if there is no such input
  Opened open(String input, Optional<String> base) {
    if (input.equals("-")) {
      Source source = Source.ofStream("standard input", standardInput, streamCount++);
      return new Opened(source, base.orElseGet(() -> iriOf(Path.of(""))));
    }
    Path path = file(input);
    return new Opened(Source.ofFile(path), base.orElseGet(() -> iriOf(path)));
  }

  private static Path file(String input) {
    Path path = path(input);
    if (!Files.exists(path)) {
      throw new CommandException("cannot read " + input + ": there is no such file");
    }
    if (Files.isDirectory(path)) {
      throw new CommandException("cannot read " + input + ": it is a directory; name its files");
    }
    return path;
  }

  private static Path path(String input) {
    try {
      if (input.startsWith("file:")) {
        return Path.of(new URI(input));
      }
      if (input.startsWith("http://") || input.startsWith("https://")) {
        throw new CommandException(
            "cannot read " + input + ": inputs from the web are not supported yet; download it");
      }
      return Path.of(input);
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new CommandException("cannot read " + input + ": no valid path: " + e.getMessage());
    }
  }

  private static String iriOf(Path path) {
    return path.toAbsolutePath().normalize().toUri().toString();
  }
}
