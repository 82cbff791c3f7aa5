package cwm.reasoner.builtin;

import java.time.DayOfWeek;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Times as text, by formats as POSIX has them for `strftime`, in the locale C, where its modifiers
/// `E` and `O` mean nothing; without widths and flags.
final class TimeFormat {
  private static final int DAYS_OF_WEEK = 7;
  private static final int HOURS_OF_HALF = 12;

  private TimeFormat() {}

  /// Writes a time.
  ///
  /// @param format conversions such as `%Y`; if it is empty, that of an `xsd:dateTime`
  /// @return `null` if the format has a conversion that does not exist, or the text gets too long
  static @Nullable String format(String format, OffsetDateTime time) {
    if (format.isEmpty()) {
      return iso(time);
    }
    var text = new StringBuilder();
    return append(format, time, text) ? text.toString() : null;
  }

  /// The time as an `xsd:dateTime` without fraction.
  static String iso(OffsetDateTime time) {
    return pattern("uuuu-MM-dd'T'HH:mm:ssXXX", time);
  }

  private static boolean append(String format, OffsetDateTime time, StringBuilder text) {
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (text.length() > StringShapes.TEXT_MAX) {
        return false;
      }
      if (c != '%') {
        text.append(c);
      } else {
        i += isModified(format, i + 1) ? 2 : 1;
        if (i >= format.length() || !append(format.charAt(i), time, text)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isModified(String format, int at) {
    String conversions =
        at + 1 >= format.length()
            ? ""
            : switch (format.charAt(at)) {
              case 'E' -> "cCxXyY";
              case 'O' -> "deHImMSuUVwWy";
              default -> "";
            };
    return !conversions.isEmpty() && conversions.indexOf(format.charAt(at + 1)) >= 0;
  }

  private static boolean append(char conversion, OffsetDateTime time, StringBuilder text) {
    switch (conversion) {
      case 'a' -> text.append(pattern("EEE", time));
      case 'A' -> text.append(pattern("EEEE", time));
      case 'b', 'h' -> text.append(pattern("MMM", time));
      case 'B' -> text.append(pattern("MMMM", time));
      case 'C' -> text.append(padded(Math.floorDiv(time.getYear(), 100), 2, '0'));
      case 'd' -> text.append(padded(time.getDayOfMonth(), 2, '0'));
      case 'e' -> text.append(padded(time.getDayOfMonth(), 2, ' '));
      case 'g' ->
          text.append(padded(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100), 2, '0'));
      case 'G' -> text.append(padded(time.get(IsoFields.WEEK_BASED_YEAR), 4, '0'));
      case 'H' -> text.append(padded(time.getHour(), 2, '0'));
      case 'I' -> text.append(padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, '0'));
      case 'j' -> text.append(padded(time.getDayOfYear(), 3, '0'));
      case 'm' -> text.append(padded(time.getMonthValue(), 2, '0'));
      case 'M' -> text.append(padded(time.getMinute(), 2, '0'));
      case 'n' -> text.append('\n');
      case 'p' -> text.append(time.getHour() < HOURS_OF_HALF ? "AM" : "PM");
      case 's' -> text.append(time.toEpochSecond());
      case 'S' -> text.append(padded(time.getSecond(), 2, '0'));
      case 't' -> text.append('\t');
      case 'u' -> text.append(time.getDayOfWeek().getValue());
      case 'U' -> text.append(padded(week(time, DayOfWeek.SUNDAY), 2, '0'));
      case 'V' -> text.append(padded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0'));
      case 'w' -> text.append(time.getDayOfWeek().getValue() % DAYS_OF_WEEK);
      case 'W' -> text.append(padded(week(time, DayOfWeek.MONDAY), 2, '0'));
      case 'y' -> text.append(padded(Math.floorMod(time.getYear(), 100), 2, '0'));
      case 'Y' -> text.append(padded(time.getYear(), 4, '0'));
      case 'z' -> text.append(pattern("xx", time));
      case 'Z' ->
          text.append(time.getOffset().getTotalSeconds() == 0 ? "UTC" : pattern("xx", time));
      case '%' -> text.append('%');
      default -> {
        String composed = composed(conversion);
        return composed != null && append(composed, time, text);
      }
    }
    return true;
  }

  /// What a conversion is short for, or `null`.
  static @Nullable String composed(char conversion) {
    return switch (conversion) {
      case 'c' -> "%a %b %e %H:%M:%S %Y";
      case 'D', 'x' -> "%m/%d/%y";
      case 'F' -> "%Y-%m-%d";
      case 'r' -> "%I:%M:%S %p";
      case 'R' -> "%H:%M";
      case 'T', 'X' -> "%H:%M:%S";
      default -> null;
    };
  }

  private static String pattern(String pattern, OffsetDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }

  private static String padded(int number, int width, char padding) {
    String digits = Integer.toString(number);
    return String.valueOf(padding).repeat(Math.max(0, width - digits.length())) + digits;
  }

  /// The week of the year, where the days before the first `start` are in week 0.
  private static int week(OffsetDateTime time, DayOfWeek start) {
    int daysIntoWeek =
        Math.floorMod(time.getDayOfWeek().getValue() - start.getValue(), DAYS_OF_WEEK);
    return (time.getDayOfYear() - 1 + DAYS_OF_WEEK - daysIntoWeek) / DAYS_OF_WEEK;
  }
}
