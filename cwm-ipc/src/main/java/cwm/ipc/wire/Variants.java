package cwm.ipc.wire;

import cwm.ipc.message.IpcMessage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The records of one sealed family with their shapes, in the order of `permits`, which gives them
/// their indexes.
final class Variants {
  /// All messages.
  static final Variants MESSAGES =
      new Variants("a message", IpcMessage.class, Shape.Fields::ofMessage);

  private final Names names;
  private final List<Shape.Fields> shapes;
  private final Map<Class<?>, Integer> indexes = new HashMap<>();

  /// The family `type`, or the single record that it is.
  ///
  /// @param name what one of them is called, for complaints
  Variants(String name, Class<?> type, Function<Class<?>, Shape.Fields> shapeOf) {
    Class<?>[] records = type.isSealed() ? type.getPermittedSubclasses() : new Class<?>[] {type};
    names = new Names(name, Arrays.stream(records).map(Class::getSimpleName).toList());
    shapes = Arrays.stream(records).map(shapeOf).toList();
    for (Class<?> record : records) {
      indexes.put(record, indexes.size());
    }
  }

  Names names() {
    return names;
  }

  int indexOf(Object value) {
    Integer index = indexes.get(value.getClass());
    assert index != null;
    return index;
  }

  Shape.Fields get(int index) {
    return shapes.get(index);
  }
}
