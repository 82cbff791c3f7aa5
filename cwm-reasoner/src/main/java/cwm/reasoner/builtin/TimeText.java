package cwm.reasoner.builtin;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Reads times by formats as POSIX has them for `strptime`, in the locale C.
///
/// White space in the format stands for any white space, names may be in any case, numbers may have
/// fewer digits than they are written with. What the text does not say is as in 1900-01-01,
/// midnight, UTC. A day of the week is read and tells nothing.
final class TimeText {
  private static final int YEAR = 1900;

  /// Two digits below this are of the century that began in 2000, as POSIX has it.
  private static final int CENTURY_PIVOT = 69;

  private static final int HOURS_OF_HALF = 12;

  private final String text;
  private int at;

  private final Map<ChronoField, Integer> fields = new EnumMap<>(ChronoField.class);
  private ZoneOffset zone = ZoneOffset.UTC;

  private TimeText(String text) {
    this.text = text;
  }

  /// The time that a text is by a format, in UTC, or `null` if it is none.
  static @Nullable OffsetDateTime parse(String text, String format) {
    var reader = new TimeText(text);
    try {
      return reader.read(format) && reader.at == text.length() ? reader.time() : null;
    } catch (DateTimeException _) {
      return null;
    }
  }

  private OffsetDateTime time() {
    int year = field(ChronoField.YEAR, YEAR);
    LocalDate date =
        fields.containsKey(ChronoField.DAY_OF_YEAR)
            ? LocalDate.ofYearDay(year, field(ChronoField.DAY_OF_YEAR, 1))
            : LocalDate.of(
                year, field(ChronoField.MONTH_OF_YEAR, 1), field(ChronoField.DAY_OF_MONTH, 1));
    int minute = field(ChronoField.MINUTE_OF_HOUR, 0);
    int second = field(ChronoField.SECOND_OF_MINUTE, 0);
    return date.atTime(LocalTime.of(hour(), minute, second))
        .atOffset(zone)
        .withOffsetSameInstant(ZoneOffset.UTC);
  }

  private int hour() {
    if (!fields.containsKey(ChronoField.CLOCK_HOUR_OF_AMPM)) {
      return field(ChronoField.HOUR_OF_DAY, 0);
    }
    int hour = field(ChronoField.CLOCK_HOUR_OF_AMPM, HOURS_OF_HALF);
    ChronoField.CLOCK_HOUR_OF_AMPM.checkValidValue(hour);
    return hour % HOURS_OF_HALF + HOURS_OF_HALF * field(ChronoField.AMPM_OF_DAY, 0);
  }

  private int field(ChronoField field, int missing) {
    return fields.getOrDefault(field, missing);
  }

  private boolean read(String format) {
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '%') {
        i++;
        if (i == format.length() || !readConversion(format.charAt(i))) {
          return false;
        }
      } else if (Character.isWhitespace(c)) {
        skipSpace();
      } else if (!skip(c)) {
        return false;
      }
    }
    return true;
  }

  private boolean readConversion(char conversion) {
    return switch (conversion) {
      case 'Y' -> take(ChronoField.YEAR, number(4));
      case 'y' -> take(ChronoField.YEAR, century(number(2)));
      case 'm' -> take(ChronoField.MONTH_OF_YEAR, number(2));
      case 'd', 'e' -> {
        skipSpace();
        yield take(ChronoField.DAY_OF_MONTH, number(2));
      }
      case 'j' -> take(ChronoField.DAY_OF_YEAR, number(3));
      case 'H' -> take(ChronoField.HOUR_OF_DAY, number(2));
      case 'I' -> take(ChronoField.CLOCK_HOUR_OF_AMPM, number(2));
      case 'M' -> take(ChronoField.MINUTE_OF_HOUR, number(2));
      case 'S' -> take(ChronoField.SECOND_OF_MINUTE, number(2));
      case 'b', 'B', 'h' -> take(ChronoField.MONTH_OF_YEAR, name(12, n -> english(Month.of(n))));
      case 'a', 'A' -> take(ChronoField.DAY_OF_WEEK, name(7, n -> english(DayOfWeek.of(n))));
      case 'p' -> take(ChronoField.AMPM_OF_DAY, name(2, n -> n == 1 ? "AM" : "PM") - 1);
      case 'z' -> readZone();
      case 'Z' -> skip('Z') || skip("UTC") || skip("GMT");
      case 'n', 't' -> {
        skipSpace();
        yield true;
      }
      case '%' -> skip('%');
      default -> {
        String composed = TimeFormat.composed(conversion);
        yield composed != null && read(composed);
      }
    };
  }

  /// Notes a field that was read.
  ///
  /// @param value negative if it was not there
  private boolean take(ChronoField field, int value) {
    fields.put(field, value);
    return value >= 0;
  }

  private static int century(int year) {
    return year < 0 ? year : year + (year < CENTURY_PIVOT ? 2000 : 1900);
  }

  /// Reads a number of up to so many digits, or gives -1.
  private int number(int digitsMax) {
    int start = at;
    int value = 0;
    while (at < text.length() && at < start + digitsMax && isDigit(text.charAt(at))) {
      value = 10 * value + text.charAt(at++) - '0';
    }
    return at > start ? value : -1;
  }

  /// Reads a name in full or by its first three letters, and gives its number from 1, or -1.
  private int name(int count, IntFunction<String> names) {
    for (int n = 1; n <= count; n++) {
      String name = names.apply(n);
      if (skip(name) || skip(name.substring(0, Math.min(3, name.length())))) {
        return n;
      }
    }
    return -1;
  }

  private static String english(Month month) {
    return month.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static String english(DayOfWeek day) {
    return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  /// `Z`, or hours and minutes with or without a colon between them.
  private boolean readZone() {
    if (skip('Z')) {
      return true;
    }
    int sign = skip('+') ? 1 : skip('-') ? -1 : 0;
    int hours = sign == 0 ? -1 : number(2);
    skip(':');
    int minutes = number(2);
    if (hours < 0 || minutes < 0) {
      return false;
    }
    zone = ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    return true;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean skip(char c) {
    boolean isThere = at < text.length() && text.charAt(at) == c;
    at += isThere ? 1 : 0;
    return isThere;
  }

  private boolean skip(String word) {
    boolean isThere = text.regionMatches(true, at, word, 0, word.length());
    at += isThere ? word.length() : 0;
    return isThere;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
