package cwm.app;

/// How the command ended, for the shell. A process that is interrupted while it reasons ends with
/// 130 by itself.
enum ExitCode {
  OK(0),
  FAILED(1),
  USAGE(2),
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
