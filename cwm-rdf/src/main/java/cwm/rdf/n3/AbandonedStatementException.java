package cwm.rdf.n3;

/// The statement being read cannot be understood any further, and why was reported. Thrown within
/// the parsers only, to whoever looks for the next statement.
final class AbandonedStatementException extends Exception {
  private static final long serialVersionUID = 1;

  // Shared, since it has no stack trace and no state that differs.

  /// The statement of the innermost formula, or of the document.
  @SuppressWarnings("StaticAssignmentOfThrowable")
  static final AbandonedStatementException INNERMOST = new AbandonedStatementException();

  /// The statement of the document, whatever formulas are open in it.
  @SuppressWarnings("StaticAssignmentOfThrowable")
  static final AbandonedStatementException OUTERMOST = new AbandonedStatementException();

  private AbandonedStatementException() {
    super("", null, false, false);
  }
}
