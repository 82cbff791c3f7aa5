package cwm.jena;

/// What makes the parser of a syntax recurse.
enum Nesting {
  /// Elements, which parsers keep on a stack of their own.
  IN_ELEMENTS,
  /// Arrays and objects of JSON.
  IN_JSON,
  /// Brackets around terms and graphs, as in Turtle.
  IN_TERMS;

  static Nesting of(RdfSyntax syntax) {
    return switch (syntax) {
      case RDFXML, TRIX -> IN_ELEMENTS;
      case JSONLD, RDFJSON -> IN_JSON;
      case TRIG, NQUADS -> IN_TERMS;
    };
  }
}
