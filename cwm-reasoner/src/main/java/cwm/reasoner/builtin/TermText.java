package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Xsd;
import cwm.reasoner.builtin.Numeric.Decimal;
import cwm.reasoner.builtin.Numeric.Floating;
import cwm.reasoner.builtin.Numeric.Whole;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Terms as `string:` builtins see them: cast to strings (report §2.2.2, XPath Functions §19.1.2).
///
/// Strings with or without a language tag are taken as they are, IRIs by their text. Booleans are
/// `true` and `false`. Integral numbers lose their fraction, so `1.0` is `1` and `1.23E3` is
/// `1230`; doubles of a million and more, or of less than a millionth, are written like `1.0E7`.
/// All other literals are taken by their lexical form. Blank nodes, lists and formulas have no
/// text.
///
/// Engines differ: EYE compares and searches strings of one and the same type only, cwm takes any
/// literal. We follow the report, so `2023 string:startsWith "20"` holds, and IRIs have a text too.
final class TermText {
  private static final double SCIENTIFIC_FROM = 1e6;
  private static final double SCIENTIFIC_BELOW = 1e-6;

  private TermText() {}

  /// The text of a term, or `null`.
  static @Nullable String of(TermDictionary dictionary, int id) {
    return switch (dictionary.kind(id)) {
      case IRI -> dictionary.text(id);
      case LITERAL -> ofLiteral(dictionary, id);
      case BLANK_NODE, VARIABLE, LIST, FORMULA, TRIPLE -> null;
    };
  }

  /// The texts of terms, or `null` if one of them has none.
  static @Nullable List<String> ofAll(TermDictionary dictionary, int[] ids) {
    List<String> texts = new ArrayList<>(ids.length);
    for (int id : ids) {
      String text = id == TermDictionary.NONE ? null : of(dictionary, id);
      if (text == null) {
        return null;
      }
      texts.add(text);
    }
    return texts;
  }

  /// The texts of a list's members, or `null` if it is no list or one of them has none.
  static @Nullable List<String> ofList(TermDictionary dictionary, int id) {
    int[] members = ListShapes.members(dictionary, id);
    return members == null ? null : ofAll(dictionary, members);
  }

  /// The texts of the subject's members, or `null` if it is no list or one of them has none.
  static @Nullable List<String> ofSubject(Operands operands) {
    return operands.isSubjectList()
        ? ofAll(operands.dictionary(), operands.subjectMembers())
        : null;
  }

  private static String ofLiteral(TermDictionary dictionary, int id) {
    String lexical = dictionary.text(id);
    if (dictionary.text(dictionary.datatype(id)).equals(Xsd.BOOLEAN.value())) {
      return switch (lexical) {
        case "0" -> "false";
        case "1" -> "true";
        default -> lexical;
      };
    }
    Numeric number = Numbers.readTyped(dictionary, id);
    return number == null ? lexical : ofNumber(number);
  }

  private static String ofNumber(Numeric number) {
    return switch (number) {
      case Whole whole -> NumberText.of(whole);
      case Decimal(var value) -> plain(value);
      case Floating(double value) -> ofDouble(value);
    };
  }

  private static String ofDouble(double value) {
    double magnitude = Math.abs(value);
    if (magnitude >= SCIENTIFIC_BELOW && magnitude < SCIENTIFIC_FROM) {
      return plain(new BigDecimal(Double.toString(value)));
    }
    if (value == 0) {
      return 1 / value > 0 ? "0" : "-0";
    }
    String text = NumberText.of(new Floating(value));
    return Double.isFinite(value) ? text.replace('e', 'E') : text;
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
