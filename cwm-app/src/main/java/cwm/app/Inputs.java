package cwm.app;

import cwm.rdf.n3.Source;
import cwm.reasoner.DocumentException;
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
  private final WebReader web;
  private long streamCount;

  Inputs(InputStream standardInput, Permissions permissions) {
    this.standardInput = standardInput;
    web = new WebReader(permissions);
  }

  /// An input with the base that its relative IRIs have, and what it says of its syntax.
  record Opened(Source source, String base, Optional<DocumentSyntax> syntax) {
    Opened(Source source, String base) {
      this(source, base, Optional.empty());
    }
  }

  /// Checks that an input is there, so that nobody waits for the last of many to learn it is not.
  ///
  /// @throws CommandException if there is no such input
  void requireReadable(String input) {
    if (WebReader.isWeb(input)) {
      try {
        web.requireAllowed(input);
      } catch (DocumentException e) {
        throw new CommandException(String.valueOf(e.getMessage()));
      }
    } else if (!input.equals("-")) {
      file(input);
    }
  }

  /// @param input a path, an IRI, or `-`
  /// @param base overrides the input's own IRI
  /// @throws CommandException if there is no such input
  Opened open(String input, Optional<String> base) {
    if (input.equals("-")) {
      Source source = Source.ofStream("standard input", standardInput, streamCount++);
      return new Opened(source, base.orElseGet(() -> iriOf(Path.of(""))));
    }
    if (WebReader.isWeb(input)) {
      return fromWeb(input, base);
    }
    Path path = file(input);
    return new Opened(Source.ofFile(path), base.orElseGet(() -> iriOf(path)));
  }

  private Opened fromWeb(String input, Optional<String> base) {
    try {
      WebReader.Fetched fetched = web.read(input);
      return new Opened(
          Source.ofString(input, fetched.text()),
          base.orElse(fetched.iri()),
          Optional.of(RuleDocuments.syntaxOf(fetched)));
    } catch (DocumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
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
      return Path.of(input);
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new CommandException("cannot read " + input + ": no valid path: " + e.getMessage());
    }
  }

  private static String iriOf(Path path) {
    return path.toAbsolutePath().normalize().toUri().toString();
  }
}
