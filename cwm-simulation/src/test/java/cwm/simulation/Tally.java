package cwm.simulation;

import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogFailure;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.ipc.message.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A machine that keeps all commands, each a number, and says how many it has.
final class Tally implements LogMachine {
  final List<Long> commands = new ArrayList<>();
  final List<Leadership> leaderships = new ArrayList<>();
  final List<List<LogMember>> committedMembers = new ArrayList<>();
  final List<LogFailure> failures = new ArrayList<>();
  final List<String> problems = new ArrayList<>();
  int recoveryCount;
  int restoreCount;
  private long lastIndex;

  static Bytes command(long number) {
    return Bytes.copyOf(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  static long number(Bytes bytes) {
    return ByteBuffer.wrap(bytes.toArray()).getLong();
  }

  @Override
  public Bytes apply(long index, long raftTerm, Bytes command) {
    if (index <= lastIndex) {
      problems.add("entry " + index + " after " + lastIndex);
    }
    lastIndex = index;
    commands.add(number(command));
    return command(commands.size());
  }

  @Override
  public void writeSnapshot(OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(commands.size() * Long.BYTES);
    commands.forEach(buffer::putLong);
    out.write(buffer.array());
  }

  @Override
  public void restore(long index, InputStream snapshot) throws IOException {
    if (index < lastIndex) {
      problems.add("snapshot " + index + " after " + lastIndex);
    }
    lastIndex = index;
    restoreCount++;
    commands.clear();
    ByteBuffer buffer = ByteBuffer.wrap(snapshot.readAllBytes());
    while (buffer.hasRemaining()) {
      commands.add(buffer.getLong());
    }
  }

  @Override
  public void leadershipChanged(Leadership leadership) {
    leaderships.add(leadership);
  }

  @Override
  public void membersChanged(List<LogMember> members, boolean isCommitted) {
    if (isCommitted) {
      committedMembers.add(members);
    }
  }

  @Override
  public void failed(LogFailure failure) {
    failures.add(failure);
  }

  @Override
  public void recovered() {
    recoveryCount++;
  }
}
