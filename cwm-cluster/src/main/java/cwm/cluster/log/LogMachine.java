package cwm.cluster.log;

import cwm.ipc.message.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;

/// What the entries of a log are applied to.
///
/// [#apply], [#writeSnapshot] and [#restore] are called one at a time, in the log's order. The
/// other methods tell what happened, in order among themselves, on threads that must not be held
/// up.
public interface LogMachine {
  /// Applies the next command. Must be deterministic: equal logs give equal results everywhere.
  ///
  /// @param index the command's place in the log, from 1; they ascend, with gaps where the log
  ///   holds entries of its own
  /// @param raftTerm the term of the leader that wrote it
  /// @return what its proposer gets
  Bytes apply(long index, long raftTerm, Bytes command);

  /// Writes all that was applied, as bytes that are the same on every member. They may be more than
  /// fit into memory.
  ///
  /// @throws IOException if `out` throws it
  void writeSnapshot(OutputStream out) throws IOException;

  /// Puts a snapshot in place of all that was applied.
  ///
  /// @param index how far the snapshot reaches
  /// @param snapshot what [#writeSnapshot] has written; the caller closes it
  /// @throws IOException if it cannot be read; then the machine holds a part of it, and is of no
  ///   use
  void restore(long index, InputStream snapshot) throws IOException;

  /// Up to which entry the log may be dropped behind snapshots that do not stand for what was
  /// applied, since this member only votes: as far as all that apply it are known to have it.
  /// Nothing if snapshots do stand for it.
  default OptionalLong droppable() {
    return OptionalLong.empty();
  }

  /// Who leads has changed, or what this member is.
  default void leadershipChanged(Leadership leadership) {}

  /// The configuration has changed.
  ///
  /// @param isCommitted false while a change is under way: it holds already, and may be taken back
  default void membersChanged(List<LogMember> members, boolean isCommitted) {}

  /// This member cannot write its log, and takes no part until [#recovered].
  default void failed(LogFailure failure) {}

  /// A leader has said that this is no member any more: it takes no part, for good.
  default void dismissed() {}

  /// After [#failed]: this member takes part again.
  default void recovered() {}
}
