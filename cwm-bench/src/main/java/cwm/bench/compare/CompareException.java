package cwm.bench.compare;

/// What keeps the comparison from going on; the message is for the user.
final class CompareException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CompareException(String message) {
    super(message);
  }
}
