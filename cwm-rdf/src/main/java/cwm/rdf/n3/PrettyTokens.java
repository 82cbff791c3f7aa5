package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Log;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Xsd;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The texts of IRIs, literals and keywords.
final class PrettyTokens {
  private static final String SAME_AS = "http://www.w3.org/2002/07/owl#sameAs";
  private static final Map<String, String> N3_KEYWORDS =
      Map.of(
          Rdf.TYPE.value(),
          "a",
          Log.IMPLIES.value(),
          "=>",
          Log.IS_IMPLIED_BY.value(),
          "<=",
          SAME_AS,
          "=");
  private static final Map<String, String> TURTLE_KEYWORDS = Map.of(Rdf.TYPE.value(), "a");

  private final Map<String, String> keywords;
  private final PrefixTable prefixes;
  private final Set<N3Flag> flags;

  /// @param flags what is written without
  PrettyTokens(Syntax syntax, PrefixTable prefixes, Set<N3Flag> flags) {
    this.prefixes = prefixes;
    this.flags = flags;
    if (flags.contains(N3Flag.NO_KEYWORDS)) {
      keywords = Map.of();
    } else {
      keywords = syntax == Syntax.N3 ? N3_KEYWORDS : TURTLE_KEYWORDS;
    }
  }

  /// Whether `flag` is set.
  boolean has(N3Flag flag) {
    return flags.contains(flag);
  }

  PrefixTable prefixes() {
    return prefixes;
  }

  /// The keyword for a term in the predicate's place, or null. `()` is no verb in Turtle, so there
  /// the empty list goes by its name.
  @Nullable String keyword(TermDictionary terms, int predicate) {
    return switch (terms.kind(predicate)) {
      case IRI -> keywords.get(terms.text(predicate));
      case LIST -> isNil(terms, predicate) ? nil() : null;
      case LITERAL, BLANK_NODE, VARIABLE, FORMULA, TRIPLE -> null;
    };
  }

  /// Whether a term is the empty list, as which `rdf:nil` is interned.
  boolean isNil(TermDictionary terms, int id) {
    return terms.kind(id) == TermKind.LIST && terms.listSize(id) == 0;
  }

  /// The empty list where only IRIs are allowed.
  String nil() {
    return iri(Rdf.NIL.value());
  }

  String iri(String iri) {
    return has(N3Flag.ASCII_IRIS) && !Tokens.isAscii(iri) ? bracketed(iri) : prefixes.shorten(iri);
  }

  /// A whole IRI between `<` and `>`.
  String bracketed(String iri) {
    if (!has(N3Flag.ASCII_IRIS) || Tokens.isAscii(iri)) {
      return "<" + iri + ">";
    }
    var escaped = new StringBuilder("<");
    iri.codePoints().forEach(c -> appendAscii(c, escaped));
    return escaped.append('>').toString();
  }

  /// The empty list where lists are allowed.
  String emptyList() {
    return has(N3Flag.NO_KEYWORDS) ? nil() : "()";
  }

  /// The IRI of a literal's datatype, to be written after `^^`; null if the literal is written
  /// without it.
  @Nullable String datatype(TermDictionary terms, int literal) {
    if (terms.language(literal).isPresent()) {
      return null;
    }
    int id = terms.datatype(literal);
    String datatype = isNil(terms, id) ? Rdf.NIL.value() : terms.text(id);
    return datatype.equals(Xsd.STRING.value()) || isBare(datatype, terms.text(literal))
        ? null
        : datatype;
  }

  /// Whether a literal of this datatype goes without quotes.
  private boolean isBare(String datatype, String lexical) {
    if (datatype.equals(Xsd.BOOLEAN.value())) {
      return lexical.equals("true") || lexical.equals("false");
    }
    if (has(N3Flag.QUOTED_NUMBERS)) {
      return false;
    }
    if (datatype.equals(Xsd.INTEGER.value())) {
      return Tokens.isInteger(lexical);
    }
    if (datatype.equals(Xsd.DECIMAL.value())) {
      return Tokens.isDecimal(lexical);
    }
    return datatype.equals(Xsd.DOUBLE.value()) && Tokens.isDouble(lexical);
  }

  String literal(TermDictionary terms, int id) {
    String lexical = terms.text(id);
    String language = terms.language(id).orElse("");
    if (!language.isEmpty()) {
      return quoted(lexical) + "@" + language;
    }
    String datatype = datatype(terms, id);
    if (datatype != null) {
      return quoted(lexical) + "^^" + iri(datatype);
    }
    boolean isString = terms.text(terms.datatype(id)).equals(Xsd.STRING.value());
    return isString ? quoted(lexical) : lexical;
  }

  /// A text in quotes: three of them, and line breaks as they are, if it has line breaks.
  private String quoted(String text) {
    boolean isLong = text.indexOf('\n') >= 0;
    String quotes = isLong ? "\"\"\"" : "\"";
    var quoted = new StringBuilder(text.length() + 2 * quotes.length()).append(quotes);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPlain =
          switch (c) {
            case '\n' -> isLong;
            case '"' -> isLong && i + 1 < text.length() && text.charAt(i + 1) != '"';
            case '\\', 0x7f -> false;
            default -> c >= ' ';
          };
      if (isPlain) {
        quoted.append(c);
      } else {
        appendEscaped(c, quoted);
      }
    }
    return withEscapes(quoted.append(quotes).toString());
  }

  private String withEscapes(String quoted) {
    if (!has(N3Flag.ASCII_TEXTS) || Tokens.isAscii(quoted)) {
      return quoted;
    }
    var escaped = new StringBuilder();
    quoted.codePoints().forEach(c -> appendAscii(c, escaped));
    return escaped.toString();
  }

  private static void appendAscii(int codePoint, StringBuilder out) {
    if (codePoint < 0x80) {
      out.append((char) codePoint);
    } else {
      out.append((codePoint < 0x10000 ? "\\u%04X" : "\\U%08X").formatted(codePoint));
    }
  }

  private static void appendEscaped(char c, StringBuilder out) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append("\\u%04X".formatted((int) c));
    }
  }
}
