package cwm.rdf.n3;

/// The stable names of the mistakes that the reader tells apart.
public final class DiagnosticCode {
  /// A token stands where the grammar has no place for it.
  public static final String UNEXPECTED = "N3-101";

  /// A statement is not ended by a dot.
  public static final String MISSING_DOT = "N3-102";

  /// A bracket is never closed, or closed by one of another kind; the place is where it opens.
  public static final String UNCLOSED_BRACKET = "N3-103";

  /// A name uses a prefix that was not declared. Reported at the first use of each prefix.
  public static final String UNKNOWN_PREFIX = "N3-104";

  /// A backslash is followed by what is no escape, or by the escape of what is no character.
  public static final String BAD_ESCAPE = "N3-105";

  /// A string has no closing quotes; the place is where it opens.
  public static final String UNTERMINATED_STRING = "N3-106";

  /// What follows `@` behind a string is no language tag.
  public static final String BAD_LANGUAGE_TAG = "N3-107";

  /// An IRI holds a character that IRIs must not hold, or has no closing `>`.
  public static final String BAD_IRI = "N3-108";

  /// An IRI is relative, and there is no base that makes it absolute.
  public static final String RELATIVE_IRI = "N3-109";

  /// Right in N3, or elsewhere in Turtle, but not here in the syntax being read.
  public static final String NOT_IN_SYNTAX = "N3-110";

  /// Bytes that are not UTF-8.
  public static final String INVALID_UTF8 = "N3-111";

  /// A character that starts no token, such as a NUL.
  public static final String STRAY_CHARACTER = "N3-112";

  /// Brackets nest deeper than [ReaderLimits#depthMax()].
  public static final String TOO_DEEP = "N3-113";

  /// A token is longer than [ReaderLimits#tokenBytesMax()].
  public static final String TOKEN_TOO_LONG = "N3-114";

  /// A word without a colon that is no keyword.
  public static final String BARE_WORD = "N3-115";

  /// `@` and a word that is no directive, or no longer one.
  public static final String UNKNOWN_DIRECTIVE = "N3-116";

  /// A declaration of a prefix, a base, or of quantified names that is not well-formed.
  public static final String BAD_DIRECTIVE = "N3-117";

  /// A name or blank node label with characters out of place, such as `%` without two digits.
  public static final String BAD_NAME = "N3-118";

  /// A literal of datatype `rdf:langString` without a language tag.
  public static final String BAD_DATATYPE = "N3-119";

  /// Further mistakes are left out; see [ReaderLimits#diagnosticCountMax()].
  public static final String MORE_LEFT_OUT = "N3-199";

  private DiagnosticCode() {}
}
