package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.TIME;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Xsd;
import cwm.reasoner.builtin.Numeric.Small;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The entries of `time:`. What times look like is said in [Moment], formats in [TimeFormat].
final class TimeBuiltins {
  private static final int DAYS_OF_WEEK = 7;

  /// From here on a year has more than four digits.
  private static final long SECONDS_MAX = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private static final long SECONDS_MIN = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();

  static final List<BuiltinDefinition> ALL =
      List.of(
          TIME.function("date", "time; its date", TimeBuiltins::date)
              .from("cwm")
              .showing("\"2023-04-01T18:06:04Z\"^^xsd:dateTime time:date \"2023-04-01\""),
          field("day", "its day", Moment::hasDay, time -> time.start().getDayOfMonth())
              .from("W3C §4.3.1")
              .showing("\"2023-04-01T18:06:04Z\"^^xsd:dateTime time:day 1"),
          field(
                  "dayOfWeek",
                  "its day of the week, 0 for Sunday",
                  _ -> true,
                  time -> time.start().getDayOfWeek().getValue() % DAYS_OF_WEEK)
              .from("cwm")
              .showing("\"2023-04-01\" time:dayOfWeek 6")
              .remark("in its own time zone; of a month or year, that of the first day"),
          TIME.test("equalTo", "time; the same time", TimeBuiltins::equalTo)
              .from("cwm")
              .showing("\"2002-06-22T12:34Z\" time:equalTo \"2002-06-22T14:34:00+02:00\"")
              .remark("in whatever time zones; without one it is UTC"),
          TIME.function("format", "time and format; the time by it, in UTC", TimeBuiltins::format)
              .from("cwm")
              .showing("(\"2023-04-01T18:06:04Z\" \"%d %B %Y\") time:format \"01 April 2023\"")
              .remark("formats are those of POSIX for `strftime`, in the locale C"),
          TIME.function(
                  "formatSeconds",
                  "seconds since 1970-01-01T00:00:00Z and format; the time by it, in UTC",
                  TimeBuiltins::formatSeconds)
              .from("cwm")
              .showing("(1000000000 \"%F\") time:formatSeconds \"2001-09-09\""),
          TIME.function(
                  "gmTime",
                  "format of a time, or the empty string; the time of the run by it, in UTC",
                  TimeBuiltins::now)
              .perJob()
              .from("cwm")
              .showing("\"%H o'clock\" time:gmTime \"21 o'clock\""),
          field("hour", "its hour", Moment::hasMinute, time -> time.start().getHour())
              .from("cwm")
              .showing("\"2023-04-01T18:06:04Z\"^^xsd:dateTime time:hour 18"),
          TIME.invertible(
                  "inSeconds", "time; seconds since 1970-01-01T00:00:00Z", TimeBuiltins::inSeconds)
              .from("cwm")
              .showing("\"2001-09-09T01:46:40Z\" time:inSeconds 1000000000")
              .remark("whole seconds; from them a string in UTC")
              .eagerInModes(1),
          TIME.function(
                  "localTime",
                  "format of a time, or the empty string; the time of the run by it, in UTC",
                  TimeBuiltins::now)
              .perJob()
              .from("cwm")
              .showing("\"%H o'clock\" time:localTime \"21 o'clock\"")
              .remark("as time:gmTime: machines that reason together need not share a time zone"),
          field("minute", "its minute", Moment::hasMinute, time -> time.start().getMinute())
              .from("W3C §4.3.2")
              .showing("\"2023-04-01T18:06:04Z\"^^xsd:dateTime time:minute 6"),
          field("month", "its month", Moment::hasMonth, time -> time.start().getMonthValue())
              .from("W3C §4.3.3")
              .showing("\"2023-04-01T18:06:04Z\"^^xsd:dateTime time:month 4"),
          TIME.function(
                  "parse", "string and format; the time that it is, in UTC", TimeBuiltins::parse)
              .from("cwm")
              .showing("(\"1 April 2023\" \"%d %B %Y\") time:parse \"2023-04-01T00:00:00Z\"")
              .remark("formats are those of POSIX for `strptime`, in the locale C"),
          TIME.function(
                  "parseToSeconds",
                  "string and format; the time that it is, in seconds since 1970-01-01T00:00:00Z",
                  TimeBuiltins::parseToSeconds)
              .from("cwm")
              .showing("(\"2001-09-09 01:46:40\" \"%F %T\") time:parseToSeconds 1000000000"),
          field("second", "its second", Moment::hasSecond, time -> time.start().getSecond())
              .from("W3C §4.3.4")
              .showing("\"2023-04-01T18:06:04Z\"^^xsd:dateTime time:second 4")
              .remark("without fraction"),
          TIME.function("timeZone", "time; its time zone as it is written", TimeBuiltins::timeZone)
              .from("W3C §4.3.5")
              .showing("\"2023-04-01T18:06:04Z\"^^xsd:dateTime time:timeZone \"Z\"")
              .remark("in plain strings, as in cwm, `Z` is none"),
          field("year", "its year", _ -> true, time -> time.start().getYear())
              .from("W3C §4.3.6")
              .showing("\"2023-04-01T18:06:04Z\"^^xsd:dateTime time:year 2023"));

  private TimeBuiltins() {}

  /// A number of a time, if it has one.
  private static BuiltinDefinition field(
      String localName, String summary, Predicate<Moment> exists, ToLongFunction<Moment> value) {
    return TIME.function(
        localName,
        "time; " + summary,
        (operands, answers) -> {
          Moment time = Moment.read(operands.dictionary(), operands.subject());
          if (time != null && exists.test(time)) {
            MathShapes.answerObject(operands, new Small(value.applyAsLong(time)), answers);
          }
        });
  }

  private static void date(Operands operands, Answers answers) {
    Moment time = Moment.read(operands.dictionary(), operands.subject());
    StringShapes.answerText(operands, time == null ? null : time.date(), answers);
  }

  private static void timeZone(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    Moment time = Moment.read(dictionary, operands.subject());
    if (time != null && !time.zone().isEmpty()) {
      String datatype = dictionary.text(dictionary.datatype(operands.subject()));
      boolean isWritten = !time.zone().equals("Z") || !datatype.equals(Xsd.STRING.value());
      StringShapes.answerText(operands, isWritten ? time.zone() : null, answers);
    }
  }

  private static void equalTo(Operands operands, Answers answers) {
    Moment a = Moment.read(operands.dictionary(), operands.subject());
    Moment b = Moment.read(operands.dictionary(), operands.object());
    if (a != null && b != null && a.epochSeconds().compareTo(b.epochSeconds()) == 0) {
      answers.answer(operands.subject(), operands.object());
    }
  }

  private static void inSeconds(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (operands.subject() != TermDictionary.NONE) {
      Moment time = Moment.read(dictionary, operands.subject());
      MathShapes.answerObject(
          operands, time == null ? null : new Small(time.epochSecond()), answers);
    } else {
      OffsetDateTime time = ofSeconds(Numbers.read(dictionary, operands.object()));
      if (time != null) {
        String text = TimeFormat.iso(time);
        answers.answer(dictionary.internString(text), operands.object());
      }
    }
  }

  private static void now(Operands operands, Answers answers) {
    String format = TermText.of(operands.dictionary(), operands.subject());
    if (format != null) {
      var now = Instant.ofEpochMilli(operands.context().nowMillis()).atOffset(ZoneOffset.UTC);
      StringShapes.answerText(operands, TimeFormat.format(format, now), answers);
    }
  }

  private static void format(Operands operands, Answers answers) {
    int[] pair = ListShapes.subjectMembers(operands);
    Moment time = pair.length == 2 ? Moment.read(operands.dictionary(), pair[0]) : null;
    if (time != null) {
      answerFormatted(operands, pair[1], time.inUtc(), answers);
    }
  }

  private static void formatSeconds(Operands operands, Answers answers) {
    int[] pair = ListShapes.subjectMembers(operands);
    OffsetDateTime time =
        pair.length == 2 ? ofSeconds(Numbers.read(operands.dictionary(), pair[0])) : null;
    if (time != null) {
      answerFormatted(operands, pair[1], time, answers);
    }
  }

  private static void answerFormatted(
      Operands operands, int format, OffsetDateTime time, Answers answers) {
    String text = TermText.of(operands.dictionary(), format);
    if (text != null) {
      StringShapes.answerText(operands, TimeFormat.format(text, time), answers);
    }
  }

  private static void parse(Operands operands, Answers answers) {
    OffsetDateTime time = parsed(operands);
    StringShapes.answerText(operands, time == null ? null : TimeFormat.iso(time), answers);
  }

  private static void parseToSeconds(Operands operands, Answers answers) {
    OffsetDateTime time = parsed(operands);
    MathShapes.answerObject(
        operands, time == null ? null : new Small(time.toEpochSecond()), answers);
  }

  private static @Nullable OffsetDateTime parsed(Operands operands) {
    List<String> texts = TermText.ofSubject(operands);
    return texts != null && texts.size() == 2 ? TimeText.parse(texts.get(0), texts.get(1)) : null;
  }

  /// The time so many seconds after 1970-01-01T00:00:00Z, or `null` if there is none whose year has
  /// four digits.
  private static @Nullable OffsetDateTime ofSeconds(@Nullable Numeric seconds) {
    return seconds instanceof Small(long value) && value >= SECONDS_MIN && value <= SECONDS_MAX
        ? Instant.ofEpochSecond(value).atOffset(ZoneOffset.UTC)
        : null;
  }
}
