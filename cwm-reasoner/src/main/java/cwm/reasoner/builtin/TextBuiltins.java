package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.STRING;

import cwm.rdf.n3.IriReference;
import cwm.rdf.store.TermDictionary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The entries of `string:` that take texts apart by regular expressions, or write them for URIs
/// and XML.
final class TextBuiltins {
  /// Members of the longest list that a text is taken apart into.
  static final int PIECES_MAX = 1 << 20;

  /// Expressions that are replaced in one call, each of which may take a while.
  private static final int REPLACED_MAX = 64;

  /// Strings joined, with the list as object.
  private static final Builtin LIST_BEHIND = SwappedOperands.swapped(StringBuiltins.CONCATENATION);

  static final List<BuiltinDefinition> ALL =
      List.of(
          STRING
              .define(
                  "concat",
                  List.of(Mode.FORWARD, Mode.BACKWARD),
                  "list of strings; them joined",
                  TextBuiltins::concat)
              .from("cwm")
              .showing("(\"W\" 3 \"C\") string:concat \"W3C\"")
              .remark("or the string before the list, as in old rules for cwm"),
          STRING
              .test(
                  "doesNotContain",
                  "string; no part of it",
                  StringShapes.test((text, part) -> !text.contains(part)))
              .from("cwm")
              .showing("\"hello\" string:doesNotContain \"ELL\""),
          STRING
              .function(
                  "encodeForFragID",
                  "string; it as the fragment of a URI",
                  StringShapes.ofText(text -> Escaping.percent(text, "_.-/")))
              .from("cwm")
              .showing("\"a b/ü\" string:encodeForFragID \"a%20b/%C3%BC\""),
          STRING
              .function(
                  "encodeForURI",
                  "string; it as a segment of a URI's path",
                  StringShapes.ofText(text -> Escaping.percent(text, "_.-#!~*'()")))
              .from("cwm")
              .showing("\"a b/ü\" string:encodeForURI \"a%20b%2F%C3%BC\""),
          STRING
              .function(
                  "normalize-space",
                  "string; it without white space at its ends, and one space where there was more",
                  StringShapes.ofText(Texts::normalizeSpace))
              .from("cwm")
              .showing("\"  a \\n b\" string:normalize-space \"a b\""),
          STRING
              .function(
                  "replaceAll",
                  "string, list of regular expressions and list of replacements; the string with"
                      + " all matches of each replaced, one after the other",
                  TextBuiltins::replaceAll)
              .from("EYE")
              .showing("(\"hello\" (\"l\" \"o\") (\"L\" \"0\")) string:replaceAll \"heLL0\""),
          STRING
              .function(
                  "resolve-uri",
                  "IRI reference and base; the IRI",
                  StringShapes.ofTexts(TextBuiltins::resolve))
              .from("cwm")
              .showing(
                  "(\"../b\" \"http://example.org/x/a\") string:resolve-uri"
                      + " \"http://example.org/b\""),
          pieces(
                  "scrapeAll",
                  "string and regular expression; the first group of each match",
                  2,
                  texts -> Pieces.firstGroups(texts.get(0), texts.get(1)))
              .from("EYE")
              .showing("(\"a1 b2\" \"([a-z])[0-9]\") string:scrapeAll (\"a\" \"b\")"),
          pieces(
                  "search",
                  "string and regular expression; the groups of the first match",
                  2,
                  texts -> Pieces.groups(texts.get(0), texts.get(1)))
              .from("cwm")
              .showing("(\"a1 b2\" \"([a-z])([0-9])\") string:search (\"a\" \"1\")")
              .remark("a group that took no part is empty"),
          pieces(
                  "split",
                  "string, regular expression, and how often at most, 0 for always; what is between"
                      + " its matches",
                  3,
                  TextBuiltins::split)
              .from("cwm")
              .showing("(\"a,b,c\" \",\" 1) string:split (\"a\" \"b,c\")")
              .remark("groups of the expression are told too, between the others"),
          STRING
              .invertible("stringToList", "string; its characters", TextBuiltins::stringToList)
              .from("cwm")
              .showing("\"abc\" string:stringToList (\"a\" \"b\" \"c\")"),
          pieces(
                  "tokenize",
                  "string and regular expression; what is between its matches",
                  2,
                  texts -> Pieces.between(texts.get(0), texts.get(1), 0))
              .from("cwm")
              .showing("(\"a,b,c\" \",\") string:tokenize (\"a\" \"b\" \"c\")")
              .remark("string:split without a limit"),
          STRING
              .function(
                  "xmlEscapeAttribute",
                  "string; it as the value of an attribute in XML",
                  StringShapes.ofText(text -> Escaping.xml(text, "\r<>&'\"\n")))
              .from("cwm")
              .showing("\"<'a'>\" string:xmlEscapeAttribute \"&#60;&#39;a&#39;&#62;\""),
          STRING
              .function(
                  "xmlEscapeData",
                  "string; it as text in XML",
                  StringShapes.ofText(text -> Escaping.xml(text, "\r<>&")))
              .from("cwm")
              .showing("\"<'a'>\" string:xmlEscapeData \"&#60;'a'&#62;\""));

  /// Takes texts apart, or gives `null`.
  @FunctionalInterface
  private interface Cut {
    @Nullable List<String> apply(List<String> texts);
  }

  private TextBuiltins() {}

  /// `(text ...) function (text ...)`, of `count` texts.
  private static BuiltinDefinition pieces(String localName, String summary, int count, Cut cut) {
    return STRING.function(
        localName,
        summary,
        (operands, answers) -> {
          List<String> texts = TermText.ofSubject(operands);
          if (texts != null && texts.size() == count) {
            answerPieces(operands, cut.apply(texts), answers);
          }
        });
  }

  private static void answerPieces(
      Operands operands, @Nullable List<String> pieces, Answers answers) {
    if (pieces != null && pieces.size() <= PIECES_MAX) {
      int[] members = pieces.stream().mapToInt(operands.dictionary()::internString).toArray();
      answers.answer(operands.subject(), ListShapes.intern(operands.dictionary(), members));
    }
  }

  private static void concat(Operands operands, Answers answers) {
    boolean isForward = operands.subject() != TermDictionary.NONE && operands.isSubjectList();
    (isForward ? StringBuiltins.CONCATENATION : LIST_BEHIND).evaluate(operands, answers);
  }

  private static @Nullable String resolve(List<String> texts) {
    return texts.size() == 2 ? IriReference.resolve(texts.get(0), texts.get(1)).orElse(null) : null;
  }

  private static @Nullable List<String> split(List<String> texts) {
    return NumberText.any(texts.get(2)) instanceof Numeric.Small(long times) && times >= 0
        ? Pieces.between(texts.get(0), texts.get(1), times)
        : null;
  }

  private static void replaceAll(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    int[] members = ListShapes.subjectMembers(operands);
    if (members.length == 3) {
      String text = TermText.of(dictionary, members[0]);
      List<String> expressions = TermText.ofList(dictionary, members[1]);
      List<String> replacements = TermText.ofList(dictionary, members[2]);
      if (text != null && expressions != null && replacements != null) {
        StringShapes.answerText(operands, replaced(text, expressions, replacements), answers);
      }
    }
  }

  private static @Nullable String replaced(
      String text, List<String> expressions, List<String> replacements) {
    if (expressions.size() != replacements.size() || expressions.size() > REPLACED_MAX) {
      return null;
    }
    String result = text;
    for (int i = 0; i < expressions.size() && result != null; i++) {
      String before = result;
      String replacement = replacements.get(i);
      result =
          Regex.search(
              before,
              expressions.get(i),
              matcher -> Replacement.replaceAll(before, matcher, replacement));
    }
    return result;
  }

  private static void stringToList(Operands operands, Answers answers) {
    if (operands.subject() == TermDictionary.NONE) {
      LIST_BEHIND.evaluate(operands, answers);
      return;
    }
    String text = TermText.of(operands.dictionary(), operands.subject());
    if (text != null && text.length() <= 2 * PIECES_MAX) {
      answerPieces(operands, text.codePoints().mapToObj(Character::toString).toList(), answers);
    }
  }
}
