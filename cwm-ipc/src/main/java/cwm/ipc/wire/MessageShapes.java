package cwm.ipc.wire;

import cwm.ipc.message.IpcMessage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The shapes of all messages, in the order of `permits`, which gives them their indexes.
final class MessageShapes {
  private static final List<Class<?>> TYPES = List.of(IpcMessage.class.getPermittedSubclasses());
  private static final List<Shape.Fields> SHAPES =
      TYPES.stream().map(Shape.Fields::ofMessage).toList();
  private static final Map<Class<?>, Integer> INDEXES = new HashMap<>();

  static {
    for (Class<?> type : TYPES) {
      INDEXES.put(type, INDEXES.size());
    }
  }

  static final Names NAMES =
      new Names(
          "a message",
          Arrays.stream(IpcMessage.class.getPermittedSubclasses())
              .map(Class::getSimpleName)
              .toList());

  private MessageShapes() {}

  static int indexOf(IpcMessage message) {
    Integer index = INDEXES.get(message.getClass());
    assert index != null;
    return index;
  }

  static Shape.Fields get(int index) {
    return SHAPES.get(index);
  }
}
