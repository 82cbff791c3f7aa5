package cwm.app;

/// The command failed for a reason that the message tells in full.
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message);
  }
}
