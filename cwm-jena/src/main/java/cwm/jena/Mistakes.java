package cwm.jena;

import cwm.rdf.n3.DiagnosticCode;
import cwm.rdf.n3.DocumentAssembler;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.system.ErrorHandler;
import org.jspecify.annotations.Nullable;

/// Takes what RIOT finds wrong with a document, and reports it as diagnostics.
final class Mistakes implements ErrorHandler {
  private static final String NO_FURTHER = "nothing behind it was read";

  /// How the tokenizer begins what [PlacedTerms] says better.
  private static final Pattern ABOUT_IRI = Pattern.compile("(Bad|Illegal) character in IRI.*");

  /// A mistake that RIOT has told of. It waits for what follows, since only then is it known
  /// whether RIOT goes on.
  private record Told(int line, int column, String message) {
    boolean repeats(Told other) {
      return line == other.line && column == other.column && message.startsWith(other.message);
    }
  }

  private final String sourceName;
  private final DocumentAssembler document;
  private final int warningCountMax;
  private final List<String> warnings = new ArrayList<>();
  private @Nullable Told pending;
  private boolean isRefused;

  Mistakes(String sourceName, DocumentAssembler document, int warningCountMax) {
    this.sourceName = sourceName;
    this.document = document;
    this.warningCountMax = warningCountMax;
  }

  @Override
  public void warning(String message, long line, long column) {
    if (warnings.size() < warningCountMax && !ABOUT_IRI.matcher(message).matches()) {
      String place =
          line > 0 ? "%s:%d:%d: ".formatted(sourceName, line, column) : sourceName + ": ";
      warnings.add(place + firstLine(message));
    }
  }

  @Override
  public void error(String message, long line, long column) {
    if (!ABOUT_IRI.matcher(message).matches()) {
      tell(new Told(number(line), number(column), firstLine(message)));
    }
  }

  @Override
  public void fatal(String message, long line, long column) {
    tell(new Told(number(line), number(column), firstLine(message)));
    throw new RiotException(message);
  }

  /// Keeps a mistake until the next. Some parsers tell of the last one twice.
  private void tell(Told told) {
    if (pending == null || !told.repeats(pending)) {
      flush("");
      pending = told;
    }
  }

  /// Reports that the document does not say all by itself.
  ///
  /// @param remedy what to do instead
  void refuse(int line, int column, String message, String remedy) {
    isRefused = true;
    document.report(line, column, RdfDiagnosticCode.ELSEWHERE, message, remedy);
  }

  /// Reports that a text is beyond what is read.
  void reportLimit(String code, String message) {
    pending = null;
    document.report(0, 0, code, message, NO_FURTHER);
  }

  void reportInvalidUtf8() {
    pending = null;
    document.report(
        0, 0, DiagnosticCode.INVALID_UTF8, "the document is not UTF-8", "save it as UTF-8");
  }

  /// Reports that reading has ended before the document did.
  ///
  /// @param message why, if RIOT has not told
  void reportEnd(String message) {
    if (pending == null && !isRefused) {
      pending = new Told(0, 0, firstLine(message));
    }
    flush(NO_FURTHER);
  }

  /// The same, for a parser that has told where, but not well why.
  void reportReason(String message) {
    if (pending != null) {
      pending = new Told(pending.line, pending.column, firstLine(message));
    }
    reportEnd(message);
  }

  /// Reports what waits, RIOT having gone on to the end.
  void finish() {
    flush("");
  }

  private void flush(String hint) {
    Told told = pending;
    pending = null;
    // What follows from the refusal says nothing new.
    if (told != null && !isRefused) {
      document.report(
          told.line,
          told.column,
          RdfDiagnosticCode.SYNTAX,
          told.message,
          told.line > 0 ? hint : "");
    }
  }

  /// What is odd about the document, one line each.
  ///
  /// @param leftOutCount how many statements of named graphs were left out
  List<String> warnings(long leftOutCount) {
    List<String> all = new ArrayList<>(warnings);
    if (leftOutCount > 0) {
      all.add(
          "%s: left out %,d statement%s of named graphs; only the default graph is read"
              .formatted(sourceName, leftOutCount, leftOutCount == 1 ? "" : "s"));
    }
    return all;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }

  private static int number(long place) {
    return Math.clamp(place, 0, Integer.MAX_VALUE);
  }
}
