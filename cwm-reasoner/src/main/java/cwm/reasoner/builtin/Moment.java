package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Xsd;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A point in time as a literal writes it, or the beginning of a day, month or year.
///
/// Of `xsd:dateTime`, `xsd:dateTimeStamp`, `xsd:date`, `xsd:gYearMonth` and `xsd:gYear`, and as in
/// cwm plain strings of the same forms (ISO 8601 as W3C's note "Date and Time Formats" has it, so
/// seconds may be missing); years have up to eight digits. Without a time zone it is in UTC.
///
/// @param lexical the text
/// @param start the first moment of it, by the clock of its own time zone
/// @param fieldCount how much is written: 1 for a year, up to 6 with seconds
/// @param fraction of a second
/// @param zone as it is written, or empty
record Moment(
    String lexical, LocalDateTime start, int fieldCount, BigDecimal fraction, String zone) {
  private static final Set<String> TYPES =
      Set.of("dateTime", "dateTimeStamp", "date", "gYearMonth", "gYear", "string");

  private static final Pattern TEXT =
      Pattern.compile(
          "(?<year>-?[0-9]{4,8})(?:-(?<month>[0-9]{2})(?:-(?<day>[0-9]{2})"
              + "(?:T(?<hour>[0-9]{2}):(?<minute>[0-9]{2})"
              + "(?::(?<second>[0-9]{2})(?<fraction>\\.[0-9]{1,100})?)?)?)?)?"
              + "(?<zone>Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?");

  private static final int DAY = 3;
  private static final int MINUTE = 5;
  private static final int SECOND = 6;

  /// The time that a literal stands for, or `null`.
  static @Nullable Moment read(TermDictionary dictionary, int id) {
    if (dictionary.kind(id) != TermKind.LITERAL) {
      return null;
    }
    String datatype = dictionary.text(dictionary.datatype(id));
    boolean isTime =
        datatype.startsWith(Xsd.NAMESPACE)
            && TYPES.contains(datatype.substring(Xsd.NAMESPACE.length()));
    return isTime ? parse(dictionary.text(id)) : null;
  }

  /// The time that a text stands for, or `null`.
  static @Nullable Moment parse(String text) {
    Matcher fields = TEXT.matcher(text);
    if (!fields.matches()) {
      return null;
    }
    int count = 1;
    for (String name : new String[] {"month", "day", "minute", "second"}) {
      if (fields.group(name) != null) {
        count += name.equals("minute") ? 2 : 1;
      }
    }
    try {
      LocalDateTime start =
          LocalDateTime.of(
              number(fields, "year", 0),
              number(fields, "month", 1),
              number(fields, "day", 1),
              number(fields, "hour", 0),
              number(fields, "minute", 0),
              number(fields, "second", 0));
      String fraction = fields.group("fraction");
      String zone = fields.group("zone");
      return new Moment(
          text,
          start,
          count,
          fraction == null ? BigDecimal.ZERO : new BigDecimal("0" + fraction),
          zone == null ? "" : zone);
    } catch (DateTimeException _) {
      return null;
    }
  }

  private static int number(Matcher fields, String name, int missing) {
    String digits = fields.group(name);
    return digits == null ? missing : Integer.parseInt(digits);
  }

  boolean hasMonth() {
    return fieldCount > 1;
  }

  boolean hasDay() {
    return fieldCount >= DAY;
  }

  boolean hasMinute() {
    return fieldCount >= MINUTE;
  }

  boolean hasSecond() {
    return fieldCount >= SECOND;
  }

  /// What is written before the time of the day and the time zone.
  String date() {
    int time = lexical.indexOf('T');
    return lexical.substring(0, time >= 0 ? time : lexical.length() - zone.length());
  }

  /// Whole seconds since 1970-01-01T00:00:00Z.
  long epochSecond() {
    return start.toEpochSecond(offset());
  }

  /// Seconds since 1970-01-01T00:00:00Z.
  BigDecimal epochSeconds() {
    return BigDecimal.valueOf(epochSecond()).add(fraction);
  }

  /// The same time in UTC.
  OffsetDateTime inUtc() {
    return start.atOffset(offset()).withOffsetSameInstant(ZoneOffset.UTC);
  }

  private ZoneOffset offset() {
    return zone.isEmpty() ? ZoneOffset.UTC : ZoneOffset.of(zone);
  }
}
