package cwm.reasoner.engine;

import org.jspecify.annotations.Nullable;

/// Another site cannot go on, so that the run ends everywhere.
public final class SitesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean isLost;

  /// @param message which site, and why
  public SitesException(String message) {
    super(message);
    isLost = false;
  }

  private SitesException(String message, @Nullable Throwable cause) {
    super(message, cause);
    isLost = true;
  }

  /// A site cannot be talked to.
  ///
  /// @param message which site, and why
  public static SitesException ofLoss(String message) {
    return new SitesException(message, null);
  }

  /// A site cannot be talked to.
  ///
  /// @param message which site, and why
  public static SitesException ofLoss(String message, Throwable cause) {
    return new SitesException(message, cause);
  }

  /// Whether a site cannot be talked to, rather than having said itself that it cannot go on.
  public boolean isLoss() {
    return isLost;
  }
}
