package cwm.ipc.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The fields of a record, the variants of a family or the constants of an enumeration, as they are
/// called on the wire, in their order. None of them has to be escaped in JSON.
final class Names {
  /// The index of no name.
  static final int UNKNOWN = -1;

  private final String owner;
  private final List<String> names;
  private final byte[][] utf8;
  private final Map<String, Integer> indexes = new HashMap<>();

  /// Names in the order of their indexes.
  ///
  /// @param owner what they are the names of, for complaints
  Names(String owner, List<String> names) {
    this.owner = owner;
    this.names = List.copyOf(names);
    utf8 = new byte[names.size()][];
    for (int i = 0; i < utf8.length; i++) {
      utf8[i] = names.get(i).getBytes(StandardCharsets.UTF_8);
      if (indexes.put(names.get(i), i) != null) {
        throw new IllegalArgumentException(owner + " has " + names.get(i) + " twice");
      }
    }
  }

  String owner() {
    return owner;
  }

  int count() {
    return utf8.length;
  }

  String name(int index) {
    return names.get(index);
  }

  /// A name's bytes, which belong to this object.
  byte[] utf8(int index) {
    return utf8[index];
  }

  /// The index of `name`, or [#UNKNOWN].
  int indexOf(String name) {
    return indexes.getOrDefault(name, UNKNOWN);
  }

  /// The index of the name whose UTF-8 is `bytes[start, start + length)`, or [#UNKNOWN].
  int indexOf(byte[] bytes, int start, int length) {
    for (int i = 0; i < utf8.length; i++) {
      byte[] name = utf8[i];
      if (name.length == length && Arrays.equals(name, 0, length, bytes, start, start + length)) {
        return i;
      }
    }
    return UNKNOWN;
  }
}
