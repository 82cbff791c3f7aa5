package cwm.distributed;

/// What the cluster was asked for cannot be done. The message says why, and who cannot.
public final class DistributedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DistributedException(String message) {
    super(message);
  }

  public DistributedException(String message, Throwable cause) {
    super(message, cause);
  }
}
