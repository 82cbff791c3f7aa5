package cwm.ipc;

/// The streams of messages within one link. Each has an order, a codec and a link dictionary of its
/// own, so none waits for what another holds up.
enum Lane {
  /// Heartbeats, pings and pongs: handled at once, on the link's thread.
  PROMPT(0),
  /// What was sent, requests included, in the order it was sent.
  ORDERED(1),
  /// Answers, which must not wait behind the message whose handler waits for them.
  REPLY(2);

  private final int number;

  Lane(int number) {
    this.number = number;
  }

  /// Its number on the wire.
  int number() {
    return number;
  }

  static Lane of(int number) {
    return switch (number) {
      case 0 -> PROMPT;
      case 1 -> ORDERED;
      case 2 -> REPLY;
      default -> throw new IllegalArgumentException("lane " + number);
    };
  }
}
