package cwm.reasoner.engine;

/// Another site cannot go on, so that the run ends everywhere.
public final class SitesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message which site, and why
  public SitesException(String message) {
    super(message);
  }

  /// @param message which site, and why
  public SitesException(String message, Throwable cause) {
    super(message, cause);
  }
}
