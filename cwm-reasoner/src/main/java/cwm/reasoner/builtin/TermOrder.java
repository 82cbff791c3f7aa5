package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Literal;
import cwm.reasoner.builtin.Numeric.Exact;
import cwm.reasoner.builtin.Numeric.Floating;
import java.math.BigDecimal;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The order that `list:sort` puts terms in, and facts that come in no order of their own; the same
/// on every machine and in every run.
///
/// Numbers come first, by value; then other literals, by text, datatype and language; then IRIs, by
/// text; blank nodes; variables; lists, member by member; triple terms; formulas. Text is compared
/// by code point. Blank nodes and formulas have no order of their own and go by content hash. Terms
/// that are equal but not the same, such as `1` and `1.0`, go by their text.
public final class TermOrder implements Comparator<Integer> {
  private final TermDictionary dictionary;

  public TermOrder(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  @Override
  public int compare(Integer a, Integer b) {
    return compareIds(a, b);
  }

  private int compareIds(int a, int b) {
    if (a == b) {
      return 0;
    }
    TermKind kind = dictionary.kind(a);
    int byKind = Integer.compare(rank(kind), rank(dictionary.kind(b)));
    if (byKind != 0) {
      return byKind;
    }
    return switch (kind) {
      case LITERAL -> compareLiterals(a, b);
      case IRI, VARIABLE -> Texts.compare(dictionary.text(a), dictionary.text(b));
      case LIST, TRIPLE -> compareMembers(dictionary.members(a), dictionary.members(b));
      case BLANK_NODE, FORMULA -> Long.compare(dictionary.hash(a), dictionary.hash(b));
    };
  }

  private static int rank(TermKind kind) {
    return switch (kind) {
      case LITERAL -> 0;
      case IRI -> 1;
      case BLANK_NODE -> 2;
      case VARIABLE -> 3;
      case LIST -> 4;
      case TRIPLE -> 5;
      case FORMULA -> 6;
    };
  }

  private int compareLiterals(int a, int b) {
    Numeric x = Numbers.readTyped(dictionary, a);
    Numeric y = Numbers.readTyped(dictionary, b);
    int byValue =
        x != null && y != null ? compareNumbers(x, y) : Boolean.compare(x == null, y == null);
    return byValue != 0
        ? byValue
        : compareTexts((Literal) dictionary.term(a), (Literal) dictionary.term(b));
  }

  private static int compareTexts(Literal a, Literal b) {
    int byText = Texts.compare(a.lexical(), b.lexical());
    if (byText != 0) {
      return byText;
    }
    int byDatatype = Texts.compare(a.datatype().value(), b.datatype().value());
    return byDatatype != 0 ? byDatatype : Texts.compare(tag(a.language()), tag(b.language()));
  }

  private static String tag(@Nullable String language) {
    return language == null ? "" : language;
  }

  /// Compares exactly, unlike [Order]: promotion to doubles would make a circle of three numbers.
  private static int compareNumbers(Numeric a, Numeric b) {
    boolean finite = Double.isFinite(a.toDouble()) && Double.isFinite(b.toDouble());
    if (finite || (a instanceof Exact && b instanceof Exact)) {
      return exact(a).compareTo(exact(b));
    }
    return Double.compare(a.toDouble(), b.toDouble());
  }

  private static BigDecimal exact(Numeric number) {
    return switch (number) {
      case Exact exact -> exact.toBigDecimal();
      case Floating(double value) -> new BigDecimal(value);
    };
  }

  private int compareMembers(int[] a, int[] b) {
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      int byMember = compareIds(a[i], b[i]);
      if (byMember != 0) {
        return byMember;
      }
    }
    return Integer.compare(a.length, b.length);
  }
}
