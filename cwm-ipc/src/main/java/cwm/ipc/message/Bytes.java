package cwm.ipc.message;

import java.util.Arrays;
import java.util.HexFormat;

/// An immutable run of bytes, equal by content.
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes copyOf(byte[] bytes) {
    return copyOf(bytes, 0, bytes.length);
  }

  /// The bytes from `start` (included) to `end` (excluded).
  public static Bytes copyOf(byte[] bytes, int start, int end) {
    return start == end ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, start, end));
  }

  public int size() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /// A copy for the caller.
  public byte[] toArray() {
    return bytes.clone();
  }

  /// Copies all of them to `target`, from `start` on.
  public void copyTo(byte[] target, int start) {
    System.arraycopy(bytes, 0, target, start, bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length <= 32
        ? HexFormat.of().formatHex(bytes)
        : HexFormat.of().formatHex(bytes, 0, 32) + "... (" + bytes.length + " bytes)";
  }
}
