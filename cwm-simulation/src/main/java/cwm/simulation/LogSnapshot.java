package cwm.simulation;

import cwm.cluster.log.LogMachine;
import cwm.ipc.message.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// What stands for the first entries of a log.
///
/// @param index the last entry it stands for
/// @param raftTerm that entry's term
/// @param configuration who took part then
record LogSnapshot(long index, long raftTerm, Configuration configuration, Bytes state) {

  /// What a machine holds.
  static Bytes stateOf(LogMachine machine) {
    var out = new ByteArrayOutputStream();
    try {
      machine.writeSnapshot(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.copyOf(out.toByteArray());
  }

  /// Puts this in place of all that a machine holds.
  void restoreIn(LogMachine machine) {
    try {
      machine.restore(index, new ByteArrayInputStream(state.toArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
