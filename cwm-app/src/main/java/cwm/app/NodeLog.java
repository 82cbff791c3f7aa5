package cwm.app;

/// What a node that stays up tells on standard error: the events that an operator reads daily.
/// Without one, only warnings are told.
final class NodeLog {
  private static final String LEVEL = "org.slf4j.simpleLogger.log.cwm";

  private NodeLog() {}

  /// To be called before anything makes a logger. What the JVM was started with goes first.
  ///
  /// @param isQuiet whether to tell of problems only
  static void configure(boolean isQuiet) {
    if (!isQuiet && System.getProperty(LEVEL) == null) {
      System.setProperty(LEVEL, "info");
    }
  }
}
