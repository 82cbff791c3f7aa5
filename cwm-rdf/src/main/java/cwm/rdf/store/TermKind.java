package cwm.rdf.store;

/// The kinds of terms, as a dictionary tells them apart without making objects.
public enum TermKind {
  IRI(0),
  LITERAL(1),
  BLANK_NODE(2),
  VARIABLE(3),
  LIST(4),
  FORMULA(5),
  TRIPLE(6);

  private static final TermKind[] BY_CODE = values();

  private final int code;

  TermKind(int code) {
    this.code = code;
  }

  /// The kind in three bits.
  int code() {
    return code;
  }

  static TermKind of(int code) {
    return BY_CODE[code];
  }
}
