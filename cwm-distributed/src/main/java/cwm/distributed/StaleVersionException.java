package cwm.distributed;

/// What is asked for is not there in the version that was asked for.
final class StaleVersionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StaleVersionException(String message) {
    super(message);
  }
}
