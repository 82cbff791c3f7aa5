package cwm.app.server;

/// A request cannot be answered as it is; the answer says what would be right.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  Refusal(Answer answer) {
    super("status " + answer.status(), null, false, false);
    this.answer = answer;
  }

  /// For what the client has to change.
  ///
  /// @param hint what would be right
  static Refusal of(int status, String error, String hint) {
    return new Refusal(Answer.error(status, error, hint));
  }

  Answer answer() {
    return answer;
  }
}
