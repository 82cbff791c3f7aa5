package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Xsd;
import cwm.reasoner.builtin.Numeric.Decimal;
import cwm.reasoner.builtin.Numeric.Floating;
import cwm.reasoner.builtin.Numeric.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The way from dictionary ids to numbers and back.
///
/// Plain strings that read as numbers count as such (report §2.2.2, "casting from string"), with
/// the type they would have as unquoted N3 literals: `"1"` is an integer, `"0.5"` a decimal,
/// `"0.5e0"` a double. A literal whose text does not fit its type is no number.
final class Numbers {
  private static final Set<String> INTEGER_TYPES =
      Set.of(
          "integer",
          "nonPositiveInteger",
          "negativeInteger",
          "long",
          "int",
          "short",
          "byte",
          "nonNegativeInteger",
          "unsignedLong",
          "unsignedInt",
          "unsignedShort",
          "unsignedByte",
          "positiveInteger");

  private Numbers() {}

  /// The number that a term stands for, or `null`.
  static @Nullable Numeric read(TermDictionary dictionary, int id) {
    Numeric typed = readTyped(dictionary, id);
    if (typed == null
        && dictionary.kind(id) == TermKind.LITERAL
        && dictionary.text(dictionary.datatype(id)).equals(Xsd.STRING.value())) {
      return NumberText.any(dictionary.text(id));
    }
    return typed;
  }

  /// The number that a literal of a numeric datatype stands for, or `null`.
  static @Nullable Numeric readTyped(TermDictionary dictionary, int id) {
    if (dictionary.kind(id) != TermKind.LITERAL) {
      return null;
    }
    String datatype = dictionary.text(dictionary.datatype(id));
    if (!datatype.startsWith(Xsd.NAMESPACE)) {
      return null;
    }
    String type = datatype.substring(Xsd.NAMESPACE.length());
    return switch (type) {
      case "decimal" -> NumberText.decimal(dictionary.text(id));
      case "double", "float" -> NumberText.floating(dictionary.text(id));
      default -> INTEGER_TYPES.contains(type) ? NumberText.integer(dictionary.text(id)) : null;
    };
  }

  /// The numbers that terms stand for, or `null` if one of them is none.
  static @Nullable List<Numeric> readAll(TermDictionary dictionary, int[] ids) {
    List<Numeric> numbers = new ArrayList<>(ids.length);
    for (int id : ids) {
      Numeric number = id == TermDictionary.NONE ? null : read(dictionary, id);
      if (number == null) {
        return null;
      }
      numbers.add(number);
    }
    return numbers;
  }

  /// The id of a number.
  static int intern(TermDictionary dictionary, Numeric number) {
    Iri datatype =
        switch (number) {
          case Whole _ -> Xsd.INTEGER;
          case Decimal _ -> Xsd.DECIMAL;
          case Floating _ -> Xsd.DOUBLE;
        };
    return dictionary.intern(Literal.of(NumberText.of(number), datatype));
  }
}
