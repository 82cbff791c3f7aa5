package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.STRING;

import cwm.rdf.store.TermDictionary;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// The entries of `string:`.
final class StringBuiltins {
  private static final Double UP_TO_THE_END = Double.POSITIVE_INFINITY;

  static final Builtin CONCATENATION = StringShapes.ofTexts(texts -> Texts.join(texts, ""));

  static final List<BuiltinDefinition> ALL =
      List.of(
          STRING
              .function(
                  "capitalize",
                  "string; it with its first letter in upper case, the others in lower case",
                  StringShapes.ofText(Texts::capitalize))
              .from("EYE")
              .showing("\"cat FOOD\" string:capitalize \"Cat food\""),
          STRING
              .function("concatenation", "list of strings; them joined", CONCATENATION)
              .from("W3C §4.6.1")
              .showing("(\"W\" 3 \"C\") string:concatenation \"W3C\"")
              .remark("`()` gives \"\""),
          STRING
              .test("contains", "string; a part of it", StringShapes.test(String::contains))
              .from("W3C §4.6.2")
              .showing("\"hello\" string:contains \"ell\""),
          STRING
              .test(
                  "containsIgnoringCase",
                  "string; a part of it but for case",
                  StringShapes.test(
                      (text, part) -> Texts.foldCase(text).contains(Texts.foldCase(part))))
              .from("W3C §4.6.3")
              .showing("\"hello\" string:containsIgnoringCase \"ELL\""),
          STRING
              .test(
                  "containsRoughly",
                  "string; a part of it but for case and white space",
                  StringShapes.test(StringBuiltins::containsRoughly))
              .from("cwm")
              .showing("\"A green party\" string:containsRoughly \"green    PARTY\""),
          STRING
              .test("endsWith", "string; its end", StringShapes.test(String::endsWith))
              .from("W3C §4.6.4")
              .showing("\"hello\" string:endsWith \"lo\""),
          STRING
              .test(
                  "equalIgnoringCase",
                  "string; the same but for case",
                  StringShapes.test((a, b) -> Texts.foldCase(a).equals(Texts.foldCase(b))))
              .from("W3C §4.6.5")
              .showing("\"hello\" string:equalIgnoringCase \"Hello\""),
          STRING
              .function(
                  "format",
                  "format with tags and what fills them; the text",
                  StringBuiltins::format)
              .from("W3C §4.6.6")
              .showing("(\"%s-%03d\" \"test\" 1) string:format \"test-001\""),
          STRING
              .test(
                  "greaterThan",
                  "string; one before it by code point",
                  StringShapes.test((a, b) -> Texts.compare(a, b) > 0))
              .from("W3C §4.6.7")
              .showing("\"Penguin\" string:greaterThan \"Cat\""),
          STRING
              .function(
                  "join", "list of strings and a separator; them joined", StringBuiltins::join)
              .from("EYE")
              .showing("((\"a\" \"b\") \", \") string:join \"a, b\""),
          STRING
              .function("length", "string; its number of code points", StringBuiltins::length)
              .from("EYE")
              .showing("\"héllo\" string:length 5"),
          STRING
              .test(
                  "lessThan",
                  "string; one after it by code point",
                  StringShapes.test((a, b) -> Texts.compare(a, b) < 0))
              .from("W3C §4.6.8")
              .showing("\"Cat\" string:lessThan \"Penguin\""),
          STRING
              .function(
                  "lowerCase",
                  "string; it in lower case",
                  StringShapes.ofText(text -> text.toLowerCase(Locale.ROOT)))
              .from("EYE")
              .showing("\"Cat\" string:lowerCase \"cat\""),
          STRING
              .test(
                  "matches",
                  "string; a regular expression found in it",
                  StringShapes.test((text, regex) -> isFound(text, regex, true)))
              .from("W3C §4.6.9")
              .showing("\"hello world!\" string:matches \".*(l)+o wo.*\"")
              .remark("it is enough to match a part"),
          STRING
              .test(
                  "notContainsRoughly",
                  "string; no part of it, whatever the case and white space",
                  StringShapes.test((text, part) -> !containsRoughly(text, part)))
              .from("cwm")
              .showing("\"A green party\" string:notContainsRoughly \"greenparty\""),
          STRING
              .test(
                  "notEqualIgnoringCase",
                  "string; one that differs in more than case",
                  StringShapes.test((a, b) -> !Texts.foldCase(a).equals(Texts.foldCase(b))))
              .from("W3C §4.6.10")
              .showing("\"hello\" string:notEqualIgnoringCase \"Hullo\""),
          STRING
              .test(
                  "notGreaterThan",
                  "string; itself or one after it by code point",
                  StringShapes.test((a, b) -> Texts.compare(a, b) <= 0))
              .from("W3C §4.6.11")
              .showing("\"Cat\" string:notGreaterThan \"Cat\""),
          STRING
              .test(
                  "notLessThan",
                  "string; itself or one before it by code point",
                  StringShapes.test((a, b) -> Texts.compare(a, b) >= 0))
              .from("W3C §4.6.12")
              .showing("\"Penguin\" string:notLessThan \"Cat\""),
          STRING
              .test(
                  "notMatches",
                  "string; a regular expression not found in it",
                  StringShapes.test((text, regex) -> isFound(text, regex, false)))
              .from("W3C §4.6.13")
              .showing("\"hello\" string:notMatches \"^ell\""),
          STRING
              .function(
                  "replace",
                  "string, regular expression and replacement; the string with all matches"
                      + " replaced",
                  StringShapes.ofTexts(StringBuiltins::replace))
              .from("W3C §4.6.14")
              .showing("(\"hello\" \"(l)\" \"[$1]\") string:replace \"he[l][l]o\""),
          STRING
              .function(
                  "scrape",
                  "string and regular expression; the first group of the first match",
                  StringShapes.ofTexts(StringBuiltins::scrape))
              .from("W3C §4.6.15")
              .showing("(\"a/b/c/\" \".*/([^/]+/)$\") string:scrape \"c/\""),
          STRING
              .test("startsWith", "string; its start", StringShapes.test(String::startsWith))
              .from("W3C §4.6.16")
              .showing("\"hello\" string:startsWith \"he\""),
          STRING
              .function(
                  "substring",
                  "string, position from 1 and perhaps length; that part of it",
                  StringBuiltins::substring)
              .from("EYE")
              .showing("(\"hello\" 2 3) string:substring \"ell\"")
              .remark("without a length, up to the end"),
          STRING
              .function(
                  "upperCase",
                  "string; it in upper case",
                  StringShapes.ofText(text -> text.toUpperCase(Locale.ROOT)))
              .from("EYE")
              .showing("\"Cat\" string:upperCase \"CAT\""));

  private StringBuiltins() {}

  private static boolean containsRoughly(String text, String part) {
    return Texts.foldCaseAndSpace(text).contains(Texts.foldCaseAndSpace(part));
  }

  private static boolean isFound(String text, String regex, boolean expected) {
    Boolean found = Regex.search(text, regex, Matcher::find);
    return found != null && found == expected;
  }

  private static @Nullable String replace(List<String> texts) {
    if (texts.size() != 3) {
      return null;
    }
    String text = texts.get(0);
    return Regex.search(
        text, texts.get(1), matcher -> Replacement.replaceAll(text, matcher, texts.get(2)));
  }

  private static @Nullable String scrape(List<String> texts) {
    if (texts.size() != 2) {
      return null;
    }
    return Regex.search(
        texts.get(0),
        texts.get(1),
        matcher -> matcher.groupCount() > 0 && matcher.find() ? matcher.group(1) : null);
  }

  private static void format(Operands operands, Answers answers) {
    if (operands.isSubjectList()) {
      String text = FormatString.format(operands.dictionary(), operands.subjectMembers());
      StringShapes.answerText(operands, text, answers);
    }
  }

  private static void join(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    int[] members = ListShapes.subjectMembers(operands);
    if (members.length != 2) {
      return;
    }
    List<String> texts = TermText.ofList(dictionary, members[0]);
    String separator = TermText.of(dictionary, members[1]);
    if (texts != null && separator != null) {
      StringShapes.answerText(operands, Texts.join(texts, separator), answers);
    }
  }

  private static void length(Operands operands, Answers answers) {
    String text = TermText.of(operands.dictionary(), operands.subject());
    if (text != null) {
      Numeric length = new Numeric.Small(text.codePointCount(0, text.length()));
      MathShapes.answerObject(operands, length, answers);
    }
  }

  private static void substring(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    int[] members = ListShapes.subjectMembers(operands);
    if (members.length != 2 && members.length != 3) {
      return;
    }
    String text = TermText.of(dictionary, members[0]);
    Double start = position(dictionary, members[1]);
    Double length = members.length == 3 ? position(dictionary, members[2]) : UP_TO_THE_END;
    if (text != null && start != null && length != null) {
      StringShapes.answerText(operands, Texts.substring(text, start, length), answers);
    }
  }

  private static @Nullable Double position(TermDictionary dictionary, int id) {
    return Numbers.read(dictionary, id) instanceof Numeric.Whole whole ? whole.toDouble() : null;
  }
}
