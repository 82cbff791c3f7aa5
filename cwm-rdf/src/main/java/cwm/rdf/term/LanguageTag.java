package cwm.rdf.term;

import java.nio.charset.StandardCharsets;

/// Language tags (BCP 47) in the one spelling that terms have.
///
/// Tags that differ in the case of letters are the same tag, and literals with them are the same
/// term (RDF 1.2 Concepts §3.3): each is written as RFC 5646 §2.1.1 recommends, `en-GB`,
/// `zh-Hant-TW`, `de-x-ab`. A base direction behind it, as in `he--rtl`, stays as it is.
public final class LanguageTag {
  private static final int REGION_LENGTH = 2;
  private static final int SCRIPT_LENGTH = 4;
  private static final int CASE_BIT = 0x20;

  private LanguageTag() {}

  /// A tag in its one spelling.
  public static String normalized(String tag) {
    byte[] utf8 = tag.getBytes(StandardCharsets.UTF_8);
    normalize(utf8, 0, utf8.length);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /// Gives the tag `utf8[start, start + length)` its one spelling, which is as long.
  public static void normalize(byte[] utf8, int start, int length) {
    int end = start + length;
    boolean isAfterSingleton = false;
    for (int from = start; from < end; ) {
      int to = from;
      while (to < end && utf8[to] != '-') {
        to++;
      }
      if (to == from) {
        return; // what follows is a direction, or no tag
      }
      boolean mayHaveCapitals = from > start && !isAfterSingleton;
      int capitals =
          switch (mayHaveCapitals ? to - from : 0) {
            case REGION_LENGTH -> REGION_LENGTH;
            case SCRIPT_LENGTH -> 1;
            default -> 0;
          };
      capitalize(utf8, from, to, capitals);
      isAfterSingleton |= to - from == 1;
      from = to + 1;
    }
  }

  private static void capitalize(byte[] utf8, int from, int to, int capitals) {
    for (int i = from; i < to; i++) {
      int lower = utf8[i] | CASE_BIT;
      if (lower >= 'a' && lower <= 'z') {
        utf8[i] = (byte) (i - from < capitals ? lower & ~CASE_BIT : lower);
      }
    }
  }
}
