package cwm.app;

import cwm.rdf.RdfException;
import cwm.rdf.n3.Diagnostic;
import cwm.rdf.n3.Source;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Triple;
import cwm.reasoner.DocumentException;
import cwm.reasoner.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The documents that the rules of one run read: files and pages, as far as that is allowed. Each
/// is read once; what cannot be read is told once.
final class RuleDocuments implements Documents {
  private static final int FILE_BYTES_MAX = 256 << 20;

  /// Where a system shows what it and its processes know.
  private static final List<Path> NOT_FILES =
      Stream.of("/proc", "/sys", "/dev").map(Path::of).toList();

  /// What became of a document: it is there, or not, for a reason.
  private record Result<T>(Optional<T> value, String failure) {
    T orThrow() throws DocumentException {
      if (value.isEmpty()) {
        throw new DocumentException(failure);
      }
      return value.get();
    }
  }

  /// How a document is come by.
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws DocumentException;
  }

  private final Permissions permissions;
  private final WebReader web;
  private final Consumer<String> warnings;
  private final Map<String, Result<WebReader.Fetched>> texts = new ConcurrentHashMap<>();
  private final Map<String, Result<Formula>> formulas = new ConcurrentHashMap<>();

  /// @param warnings takes why a document could not be read
  RuleDocuments(Permissions permissions, Consumer<String> warnings) {
    this(permissions, warnings, WebReader.Limits.DEFAULT.timeout());
  }

  /// @param limit how long a page may take to come
  RuleDocuments(Permissions permissions, Consumer<String> warnings, Duration limit) {
    this.permissions = permissions;
    this.warnings = warnings;
    web =
        new WebReader(
            permissions, new WebReader.Limits(limit, WebReader.Limits.DEFAULT.bytesMax()));
  }

  @Override
  public String text(String iri) throws DocumentException {
    return fetched(iri).text();
  }

  @Override
  public Formula formula(String iri) throws DocumentException {
    WebReader.Fetched fetched = fetched(iri);
    return formulas.computeIfAbsent(fetched.iri(), _ -> told(() -> parse(iri, fetched))).orThrow();
  }

  private WebReader.Fetched fetched(String iri) throws DocumentException {
    String document = iri.replaceFirst("#.*", "");
    return texts.computeIfAbsent(document, _ -> told(() -> read(document))).orThrow();
  }

  private <T> Result<T> told(Reading<T> reading) {
    try {
      return new Result<>(Optional.of(reading.read()), "");
    } catch (DocumentException e) {
      String reason = String.valueOf(e.getMessage());
      warnings.accept(reason);
      return new Result<>(Optional.empty(), reason);
    }
  }

  /// Reads a document anew.
  ///
  /// @throws DocumentException if that is not allowed, or there is no such document
  WebReader.Fetched read(String iri) throws DocumentException {
    if (WebReader.isWeb(iri)) {
      return web.read(iri);
    }
    if (!iri.startsWith("file:")) {
      throw WebReader.failure(iri, "only file:, http: and https: IRIs can be read");
    }
    if (!permissions.files()) {
      throw WebReader.failure(
          iri, "rules may read no files; --mode=r allows it, or filesystem in [security]");
    }
    try {
      Path path = Path.of(URI.create(iri));
      if (!Files.isRegularFile(path)) {
        throw WebReader.failure(iri, "there is no such file");
      }
      Path real = path.toRealPath();
      if (NOT_FILES.stream().anyMatch(real::startsWith)) {
        throw WebReader.failure(iri, "it is part of the system, and no document");
      }
      try (var stream = Source.ofFile(path).open()) {
        byte[] bytes = stream.readNBytes(FILE_BYTES_MAX + 1); // unpacked
        if (bytes.length > FILE_BYTES_MAX) {
          throw WebReader.failure(iri, "it is larger than %,d MiB".formatted(FILE_BYTES_MAX >> 20));
        }
        return new WebReader.Fetched(iri, "", new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException
        | UncheckedIOException
        | RdfException
        | IllegalArgumentException
        | FileSystemNotFoundException e) {
      throw WebReader.failure(iri, String.valueOf(e.getMessage()));
    }
  }

  private static Formula parse(String iri, WebReader.Fetched fetched) throws DocumentException {
    var dictionary = new TermDictionary();
    var statements = new TripleList();
    DocumentReader.Result result;
    try {
      result =
          new DocumentReader(dictionary, 1)
              .read(
                  new Inputs.Opened(Source.ofString(iri, fetched.text()), fetched.iri()),
                  syntaxOf(fetched),
                  statements);
    } catch (RdfException e) {
      throw WebReader.failure(iri, String.valueOf(e.getMessage()));
    }
    List<Diagnostic> mistakes = result.report().diagnostics();
    if (!mistakes.isEmpty()) {
      throw WebReader.failure(iri, mistakes.getFirst().toString());
    }
    List<Triple> triples = statements.toTriples(dictionary);
    return Formula.of(triples, Formula.of(triples, Set.of()).freeBlankNodes());
  }

  /// The syntax of a document: by its media type, else by its name, else N3.
  ///
  /// @throws DocumentException if it is a page for people
  static DocumentSyntax syntaxOf(WebReader.Fetched fetched) throws DocumentException {
    String type = fetched.mediaType();
    if (type.equals("text/html") || type.equals("application/xhtml+xml")) {
      throw WebReader.failure(fetched.iri(), "the server sends " + type + ", which is no RDF");
    }
    return type.equals("application/n3")
        ? DocumentSyntax.N3
        : DocumentSyntax.ofName(type)
            .orElseGet(() -> DocumentSyntax.ofFileName(fetched.iri().replaceFirst("\\?.*", "")));
  }
}
