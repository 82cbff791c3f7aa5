package cwm.cluster.log;

import cwm.ipc.message.Bytes;
import java.util.Optional;

/// What became of a proposal.
public sealed interface ProposeResult {
  /// It is committed and applied here.
  ///
  /// @param index its place in the log, from 1
  /// @param outcome what [LogMachine#apply] gave
  record Committed(long index, Bytes outcome) implements ProposeResult {}

  /// This member does not lead; nothing was written.
  record NotLeader(Optional<MemberId> leader) implements ProposeResult {}

  /// Whether it is committed, or will be, is not known: leadership was lost, or the time is over.
  ///
  /// @param reason for people
  record Unknown(String reason) implements ProposeResult {}

  /// Nothing was written, since this member cannot write now: its disk is full, too much is under
  /// way, or it is not ready.
  ///
  /// @param reason for people: what, and what would help
  record Unavailable(String reason) implements ProposeResult {}
}
