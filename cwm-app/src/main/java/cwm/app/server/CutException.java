package cwm.app.server;

/// Part of an answer has gone out and the rest will not come, so that there can be no other.
final class CutException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CutException(RuntimeException cause) {
    super(cause);
  }
}
