package cwm.rdf.term;

import org.jspecify.annotations.Nullable;

/// A literal: lexical form, datatype and, for `rdf:langString`, a language tag in the one spelling
/// that tags have here ([LanguageTag]).
///
/// Equality is term equality (RDF 1.2 Concepts §3.3): no value space is consulted.
public record Literal(String lexical, Iri datatype, @Nullable String language) implements Term {
  public Literal {
    if ((language != null) != datatype.equals(Rdf.LANG_STRING)) {
      throw new IllegalArgumentException("language " + language + " with datatype " + datatype);
    }
    ContentHash.requireUtf8(lexical);
    if (language != null) {
      ContentHash.requireUtf8(language);
      if (language.isEmpty()) {
        throw new IllegalArgumentException("an empty language tag");
      }
      language = LanguageTag.normalized(language);
    }
  }

  /// A plain string, of datatype `xsd:string`.
  public static Literal of(String lexical) {
    return new Literal(lexical, Xsd.STRING, null);
  }

  public static Literal of(String lexical, Iri datatype) {
    return new Literal(lexical, datatype, null);
  }

  public static Literal inLanguage(String lexical, String language) {
    return new Literal(lexical, Rdf.LANG_STRING, language);
  }

  public static Literal of(long value) {
    return new Literal(Long.toString(value), Xsd.INTEGER, null);
  }

  public static Literal of(boolean value) {
    return new Literal(Boolean.toString(value), Xsd.BOOLEAN, null);
  }

  @Override
  public long contentHash() {
    return ContentHash.ofLiteral(lexical, datatype.contentHash(), language);
  }

  @Override
  public int depth() {
    return 0;
  }

  @Override
  public boolean isGround() {
    return true;
  }

  @Override
  public String toString() {
    if (language != null) {
      return "\"" + lexical + "\"@" + language;
    }
    return datatype.equals(Xsd.STRING) ? "\"" + lexical + "\"" : "\"" + lexical + "\"^^" + datatype;
  }
}
