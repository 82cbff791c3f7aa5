package cwm.cluster.log;

import cwm.ipc.message.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A machine for tests: registers, set by commands `name=value`, with the count of all commands and
/// a digest of their order.
public final class RegisterMachine implements LogMachine {
  private static final int PADDING_BLOCK = 1 << 16;
  private static final String SEPARATOR = "\n";

  // Guarded by this.
  private final Map<String, String> registers = new TreeMap<>();
  private long count;
  private long digest;
  private long lastIndex;
  private int restoreCount;
  private volatile long snapshotPadding;
  private volatile long restoredPadding;
  private String failsAt = "";
  private OptionalLong droppable = OptionalLong.empty();

  private final List<Leadership> leaderships = new ArrayList<>();
  private final List<List<LogMember>> committedMembers = new ArrayList<>();
  private final List<String> disturbances = new ArrayList<>();

  public static Bytes command(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.UTF_8);
  }

  /// The outcome is the number of the command and the register's value before.
  @Override
  public synchronized Bytes apply(long index, long raftTerm, Bytes command) {
    if (index <= lastIndex) {
      throw new AssertionError("entry " + index + " after " + lastIndex);
    }
    String text = text(command);
    if (text.equals(failsAt)) {
      throw new IllegalStateException("the machine was told to fail at " + text);
    }
    lastIndex = index;
    int equals = text.indexOf('=');
    String before = registers.put(text.substring(0, equals), text.substring(equals + 1));
    count++;
    digest = digest * 31 + text.hashCode();
    return command(count + ":" + before);
  }

  @Override
  public void writeSnapshot(OutputStream out) throws IOException {
    out.write(command(summary()).toArray());
    byte[] zeros = new byte[PADDING_BLOCK];
    for (long left = snapshotPadding; left > 0; left -= PADDING_BLOCK) {
      out.write(zeros, 0, (int) Math.min(left, PADDING_BLOCK));
    }
  }

  /// Makes snapshots longer by so many bytes that say nothing.
  public void padSnapshots(long byteCount) {
    snapshotPadding = byteCount;
  }

  /// The bytes of the last snapshot that said nothing.
  public long restoredPadding() {
    return restoredPadding;
  }

  @Override
  public synchronized void restore(long index, InputStream snapshot) throws IOException {
    var summary = new ByteArrayOutputStream();
    int next = snapshot.read();
    for (; next > 0; next = snapshot.read()) {
      summary.write(next);
    }
    String[] lines = summary.toString(StandardCharsets.UTF_8).split(SEPARATOR);
    restoredPadding = (next < 0 ? 0 : 1) + snapshot.transferTo(OutputStream.nullOutputStream());
    registers.clear();
    for (String line : List.of(lines).subList(2, lines.length)) {
      int equals = line.indexOf('=');
      registers.put(line.substring(0, equals), line.substring(equals + 1));
    }
    count = Long.parseLong(lines[0]);
    digest = Long.parseLong(lines[1]);
    lastIndex = index;
    restoreCount++;
  }

  @Override
  public synchronized OptionalLong droppable() {
    return droppable;
  }

  /// Has snapshots stand for nothing, and the log kept but up to an entry.
  public synchronized void voteOnly(long newDroppable) {
    droppable = OptionalLong.of(newDroppable);
  }

  @Override
  public synchronized void leadershipChanged(Leadership leadership) {
    leaderships.add(leadership);
  }

  @Override
  public synchronized void membersChanged(List<LogMember> members, boolean isCommitted) {
    if (isCommitted) {
      committedMembers.add(members);
    }
  }

  @Override
  public synchronized void failed(LogFailure failure) {
    disturbances.add("failed: " + failure.message());
  }

  @Override
  public synchronized void recovered() {
    disturbances.add("recovered");
  }

  @Override
  public synchronized void dismissed() {
    disturbances.add("dismissed");
  }

  /// Has the machine throw instead of applying a command.
  public synchronized void failAt(String command) {
    failsAt = command;
  }

  public synchronized String register(String name) {
    return registers.getOrDefault(name, "");
  }

  public synchronized long count() {
    return count;
  }

  /// All that was applied, in one text: equal on all members that applied the same.
  public synchronized String summary() {
    var text = new StringBuilder();
    text.append(count).append(SEPARATOR).append(digest).append(SEPARATOR);
    registers.forEach((name, value) -> text.append(name + "=" + value + SEPARATOR));
    return text.toString();
  }

  public synchronized int restoreCount() {
    return restoreCount;
  }

  public synchronized List<Leadership> leaderships() {
    return List.copyOf(leaderships);
  }

  public synchronized List<List<LogMember>> committedMembers() {
    return List.copyOf(committedMembers);
  }

  public synchronized List<String> disturbances() {
    return List.copyOf(disturbances);
  }
}
