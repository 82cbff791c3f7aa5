package cwm.jena;

import com.apicatalog.jsonld.JsonLdError;
import com.apicatalog.jsonld.JsonLdErrorCode;
import com.apicatalog.jsonld.JsonLdOptions;
import com.apicatalog.jsonld.document.Document;
import com.apicatalog.jsonld.loader.DocumentLoader;
import com.apicatalog.jsonld.loader.DocumentLoaderOptions;
import com.apicatalog.jsonld.uri.UriValidationPolicy;
import cwm.rdf.n3.DiagnosticCode;
import jakarta.json.JsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParserRegistry;
import org.apache.jena.riot.RIOT;
import org.apache.jena.riot.ReaderRIOT;
import org.apache.jena.riot.system.jsonld.TitaniumJsonLdOptions;
import org.apache.jena.sparql.util.Context;
import org.jspecify.annotations.Nullable;

/// Runs RIOT's parser of one syntax over one document.
final class RiotParser {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final Pattern PLACE_IN_JSON =
      Pattern.compile(" (at|on) [(\\[]line ?no[^)\\]]*[)\\]]");

  private final RdfSyntax syntax;
  private final String base;
  private final PlacedTerms terms;
  private final Mistakes mistakes;
  private final GuardedInput input;

  RiotParser(
      RdfSyntax syntax, String base, PlacedTerms terms, Mistakes mistakes, GuardedInput input) {
    this.syntax = syntax;
    this.base = base;
    this.terms = terms;
    this.mistakes = mistakes;
    this.input = input;
  }

  /// Hands over what the document says, and reports its mistakes.
  void parse(StatementStream statements) {
    try {
      switch (syntax) {
        case RDFXML -> parseXml(statements);
        // Of XML only the parser knows the encoding. RIOT ignores what a DTD of TriX says.
        case TRIX -> reader().read(input, base, null, statements, context());
        case JSONLD, RDFJSON, TRIG, NQUADS ->
            reader().read(utf8(input), base, null, statements, context());
      }
      input.requireWhole();
      mistakes.finish();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      statements.rethrowFailure();
      input.rethrowFailure();
      reportEnd(e);
    }
  }

  private void parseXml(StatementStream statements) throws IOException {
    var prolog = new XmlProlog(input);
    if (prolog.isSelfContained(mistakes)) {
      reader().read(prolog.document(), base, null, statements, context());
    }
  }

  private ReaderRIOT reader() {
    return RDFParserRegistry.getFactory(lang()).create(lang(), terms);
  }

  private Lang lang() {
    return switch (syntax) {
      case RDFXML -> Lang.RDFXML;
      case JSONLD -> Lang.JSONLD11;
      case TRIG -> Lang.TRIG;
      case NQUADS -> Lang.NQUADS;
      case RDFJSON -> Lang.RDFJSON;
      case TRIX -> Lang.TRIX;
    };
  }

  private Context context() {
    var options = new JsonLdOptions(new NoLoader(mistakes));
    // Otherwise what has an IRI that is odd is dropped without a word; PlacedTerms checks IRIs.
    options.setUriValidation(UriValidationPolicy.SchemeOnly);
    Context context = RIOT.getContext().copy();
    context.set(TitaniumJsonLdOptions.JSONLD_OPTIONS, options);
    return context;
  }

  /// Decodes UTF-8 strictly: RIOT would read a replacement character for what is none.
  private static Reader utf8(InputStream bytes) throws IOException {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var text = new BufferedReader(new InputStreamReader(bytes, decoder));
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
    return text;
  }

  private void reportEnd(Throwable cause) {
    if (input.isTooDeep() || cause instanceof StackOverflowError) {
      mistakes.reportLimit(
          DiagnosticCode.TOO_DEEP,
          "more than %,d brackets are open at once".formatted(input.depthMax()));
    } else if (input.isTooLong()) {
      mistakes.reportLimit(
          DiagnosticCode.TOKEN_TOO_LONG,
          "there are %,d bytes without a statement".formatted(input.bytesWithoutStatementMax()));
    } else if (isUndecodable(cause)) {
      mistakes.reportInvalidUtf8();
    } else {
      Throwable root = rootOf(cause);
      String message = root.getMessage();
      if (message == null) {
        mistakes.reportEnd(root.getClass().getSimpleName());
      } else if (root instanceof JsonLdError || root instanceof JsonException) {
        mistakes.reportReason(PLACE_IN_JSON.matcher(message).replaceAll(""));
      } else {
        mistakes.reportEnd(message);
      }
    }
  }

  private static Throwable rootOf(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean isUndecodable(@Nullable Throwable cause) {
    return cause != null
        && (cause instanceof CharacterCodingException || isUndecodable(cause.getCause()));
  }

  /// Loads nothing that a JSON-LD document names.
  private record NoLoader(Mistakes mistakes) implements DocumentLoader {
    @Override
    public Document loadDocument(URI iri, DocumentLoaderOptions options) throws JsonLdError {
      String message = "the context <%s> is not loaded".formatted(iri);
      mistakes.refuse(
          0, 0, message, "nothing but the document itself is read; put the context into it");
      throw new JsonLdError(JsonLdErrorCode.LOADING_REMOTE_CONTEXT_FAILED, message);
    }
  }
}
