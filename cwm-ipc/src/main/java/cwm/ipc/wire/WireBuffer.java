package cwm.ipc.wire;

import java.util.Arrays;
import java.util.Objects;

/// A growing array of bytes to write messages to.
public final class WireBuffer {
  private byte[] bytes;
  private int size;

  public WireBuffer(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  /// The array itself, of which `[0, size())` counts; another one after the next [#reserve].
  public byte[] array() {
    return bytes;
  }

  public int size() {
    return size;
  }

  /// Makes room for `count` more bytes, to be written to [#array()] from [#size()] on.
  public byte[] reserve(int count) {
    int needed = Math.addExact(size, count);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, 1 << 30)));
    }
    return bytes;
  }

  /// Says that everything before `end` has been written.
  public void setSize(int end) {
    size = Objects.checkIndex(end, bytes.length + 1);
  }

  public void put(byte value) {
    reserve(1)[size] = value;
    size++;
  }

  public void put(byte[] source, int start, int count) {
    System.arraycopy(source, start, reserve(count), size, count);
    size += count;
  }

  public void clear() {
    size = 0;
  }
}
