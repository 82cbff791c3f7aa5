package cwm.reasoner.builtin;

import java.nio.charset.StandardCharsets;

/// Texts written so that URIs and XML can hold them.
final class Escaping {
  private Escaping() {}

  /// The text in UTF-8, with `%` and two digits for each byte that is not a letter or digit of
  /// ASCII or among `safe`.
  static String percent(String text, String safe) {
    var result = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isLetterOrDigit(c) || safe.indexOf(c) >= 0) {
        result.append(c);
      } else {
        result.append('%').append(digit(c >> 4)).append(digit(c & 0xf));
      }
    }
    return result.toString();
  }

  /// The text with a character reference in place of each character of `special`.
  static String xml(String text, String special) {
    var result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (special.indexOf(c) < 0) {
        result.append(c);
      } else {
        result.append("&#").append((int) c).append(';');
      }
    }
    return result.toString();
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static char digit(int value) {
    return Character.toUpperCase(Character.forDigit(value, 16));
  }
}
