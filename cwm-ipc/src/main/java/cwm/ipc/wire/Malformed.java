package cwm.ipc.wire;

import cwm.ipc.IpcException;

/// Makes the exceptions that say what is wrong with a message.
final class Malformed {
  /// Of text from outside that goes into a complaint, at most so much.
  private static final int QUOTED_MAX = 60;

  private Malformed() {}

  /// For bytes that are no message.
  ///
  /// @param position which byte of the message it is about, counted from 0
  static IpcException at(int position, String complaint) {
    return new IpcException(IpcException.Code.MALFORMED, "byte " + position + ": " + complaint);
  }

  static IpcException at(int position, String complaint, Throwable cause) {
    return new IpcException(
        IpcException.Code.MALFORMED, "byte " + position + ": " + complaint, cause);
  }

  /// For a message that has no bytes.
  static IpcException unsendable(String complaint) {
    return new IpcException(IpcException.Code.MALFORMED, complaint);
  }

  static IpcException unsendable(String complaint, Throwable cause) {
    return new IpcException(IpcException.Code.MALFORMED, complaint, cause);
  }

  /// Text from outside, short and without anything that a terminal or a log would act upon.
  static String quote(String text) {
    var quoted = new StringBuilder("'");
    for (int i = 0; i < Math.min(text.length(), QUOTED_MAX); i++) {
      char c = text.charAt(i);
      quoted.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return quoted.append(text.length() > QUOTED_MAX ? "...'" : "'").toString();
  }
}
