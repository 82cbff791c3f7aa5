package cwm.cluster.state;

import cwm.ipc.message.Bytes;

/// Commands and outcomes as bytes: a version number, then the record in bincode.
///
/// A command that cannot be read is found so by every node alike. One of a newer version must stop
/// a node, since others have applied it; a malformed one was proposed by nobody who encoded it
/// here, and is best refused before it is proposed.
public final class CommandCodec {
  /// The version that commands and outcomes are written in.
  public static final int VERSION = 1;

  /// No command within [Limits] has more bytes.
  public static final int COMMAND_BYTES_MAX = 64 << 10;

  /// No outcome has more bytes.
  public static final int OUTCOME_BYTES_MAX = 1 << 20;

  private static final Format<Command> COMMANDS =
      new Format<>("a command", Command.class, VERSION, COMMAND_BYTES_MAX);
  private static final Format<Outcome> OUTCOMES =
      new Format<>("an outcome", Outcome.class, VERSION, OUTCOME_BYTES_MAX);

  private CommandCodec() {}

  /// The bytes of a command.
  ///
  /// @throws FormatException `MALFORMED` for a negative number, a text that is no Unicode, or more
  ///   than [#COMMAND_BYTES_MAX]
  public static Bytes encode(Command command) {
    return COMMANDS.encode(command);
  }

  /// The command that has these bytes. Takes time and memory in proportion to them.
  ///
  /// @throws FormatException for what is no command
  public static Command decodeCommand(Bytes bytes) {
    return COMMANDS.decode(bytes);
  }

  /// The bytes of an outcome.
  public static Bytes encode(Outcome outcome) {
    return OUTCOMES.encode(outcome);
  }

  /// The outcome that has these bytes. Takes time and memory in proportion to them.
  ///
  /// @throws FormatException for what is no outcome
  public static Outcome decodeOutcome(Bytes bytes) {
    return OUTCOMES.decode(bytes);
  }
}
