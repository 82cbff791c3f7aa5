package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.engine.Reasoner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Calls every builtin in every mode with terms of every kind: whatever they are, it answers or
/// does not, and comes to an end.
class RandomCallsTest {
  private static final int CALLS = 20;
  private static final int DEPTH_MAX = 3;
  private static final int ANSWERS_MAX = 3_000_000;
  private static final Duration CALL_MAX = Duration.ofSeconds(20);

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "héllo wörld \uD83D\uDE00",
          "%s-%03d|%f",
          "%Y-%m-%d",
          "%c%D%E",
          "%",
          "(a|b)*c",
          "((",
          "(a*)*b",
          "$1\\2",
          ",",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "2002-06-22T22:09:32-05:00",
          "2002-06",
          "-0001-12-31T23:59:60Z",
          "99999999-12-31T23:59:59-14:00",
          "http://example.org/a#b",
          "not an iri",
          "en",
          "<x:a> <x:b> 1, _:b .",
          "{ ?x <x:a> ( 1 } .",
          "NaN",
          "-INF",
          "12",
          "-0.5",
          "1e400",
          "99999999999999999999999999999999",
          "1000000000",
          "4",
          "0",
          "-1");

  private static final List<Iri> DATATYPES =
      List.of(
          Xsd.STRING,
          Xsd.STRING,
          Xsd.INTEGER,
          Xsd.DECIMAL,
          Xsd.DOUBLE,
          Xsd.FLOAT,
          Xsd.BOOLEAN,
          new Iri(Xsd.NAMESPACE + "dateTime"),
          new Iri(Xsd.NAMESPACE + "date"),
          new Iri(Xsd.NAMESPACE + "unsignedByte"),
          new Iri("http://example.org/datatype"),
          Rdf.NIL);

  /// @param dictionary holds all terms
  /// @param subject its id, or [TermDictionary#NONE]
  /// @param subjectPattern the members of a subject that is a list not all of which is bound
  private record Call(
      TermDictionary dictionary,
      int subject,
      List<Integer> subjectPattern,
      int object,
      List<Integer> objectPattern)
      implements Operands {

    @Override
    public RunContext context() {
      return new RunContext(Budget.unlimited(), 0).with(Reasoner.ofFormulas(Builtins.standard()));
    }

    @Override
    public int[] subjectMembers() {
      return members(subject, subjectPattern, isSubjectList());
    }

    @Override
    public int[] objectMembers() {
      return members(object, objectPattern, isObjectList());
    }

    @Override
    public boolean isSubjectList() {
      return isList(subject, subjectPattern);
    }

    @Override
    public boolean isObjectList() {
      return isList(object, objectPattern);
    }

    private boolean isList(int id, List<Integer> pattern) {
      return id == TermDictionary.NONE ? !pattern.isEmpty() : dictionary.kind(id) == TermKind.LIST;
    }

    private int[] members(int id, List<Integer> pattern, boolean isList) {
      if (!isList) {
        throw new IllegalStateException("the operand is no list");
      }
      return id == TermDictionary.NONE
          ? pattern.stream().mapToInt(Integer::intValue).toArray()
          : dictionary.members(id);
    }
  }

  @RandomSeeds(40)
  void whateverTheTermsCallsComeToAnEnd(long seed) {
    var random = new RandomSource(seed);
    var terms = new Terms(random);
    for (BuiltinDefinition builtin : Builtins.standard().all()) {
      for (Mode mode : builtin.modes()) {
        for (int i = 0; i < CALLS; i++) {
          call(builtin, mode, terms, random);
        }
      }
    }
  }

  private static void call(BuiltinDefinition builtin, Mode mode, Terms terms, RandomSource random) {
    List<Integer> subjectPattern = new ArrayList<>();
    List<Integer> objectPattern = new ArrayList<>();
    int subject = operand(mode.subject(), terms, random, subjectPattern);
    int object = operand(mode.object(), terms, random, objectPattern);
    var call = new Call(terms.dictionary, subject, subjectPattern, object, objectPattern);
    int[] count = {0};
    long start = System.nanoTime();
    try {
      builtin
          .builtin()
          .evaluate(
              call,
              (s, o) -> {
                count[0]++;
                assertThat(terms.dictionary.kind(s)).isNotNull();
                assertThat(terms.dictionary.kind(o)).isNotNull();
              });
    } catch (RuntimeException | StackOverflowError e) {
      fail(shown(builtin, call), e);
    }
    assertThat(count[0]).as(() -> shown(builtin, call)).isLessThan(ANSWERS_MAX);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as(() -> shown(builtin, call))
        .isLessThan(CALL_MAX);
  }

  /// The id of an operand that the mode takes; or [TermDictionary#NONE] and, for a list, its
  /// members.
  private static int operand(
      Mode.Need need, Terms terms, RandomSource random, List<Integer> pattern) {
    if (need == Mode.Need.BOUND || random.oneIn(2)) {
      return terms.next();
    }
    if (need == Mode.Need.ANY && random.oneIn(2)) {
      return TermDictionary.NONE;
    }
    int size = 1 + random.below(4);
    for (int i = 0; i < size; i++) {
      boolean isOpen =
          switch (need) {
            case BOUND, ANY, LIST -> random.oneIn(2);
            case LIST_FIRST -> i > 0;
            case LIST_BUT_ONE -> i == 0;
          };
      pattern.add(isOpen ? TermDictionary.NONE : terms.next());
    }
    if (!pattern.contains(TermDictionary.NONE)) {
      pattern.set(size - 1, TermDictionary.NONE);
    }
    return TermDictionary.NONE;
  }

  private static String shown(BuiltinDefinition builtin, Call call) {
    return "%s, subject %s %s, object %s %s"
        .formatted(
            builtin.name(),
            shown(call.dictionary(), call.subject()),
            call.subjectPattern().stream().map(id -> shown(call.dictionary(), id)).toList(),
            shown(call.dictionary(), call.object()),
            call.objectPattern().stream().map(id -> shown(call.dictionary(), id)).toList());
  }

  private static String shown(TermDictionary dictionary, int id) {
    return id == TermDictionary.NONE ? "?" : dictionary.term(id).toString();
  }

  /// Random terms; lists are often such as builtins ask for.
  private static final class Terms {
    private final TermDictionary dictionary = new TermDictionary();
    private final RandomSource random;
    private final List<Integer> made = new ArrayList<>();
    private final List<Integer> simple = new ArrayList<>();
    private int depth;

    Terms(RandomSource random) {
      this.random = random;
      simple.add(dictionary.intern(iri()));
      made.addAll(simple);
    }

    int next() {
      if (depth == DEPTH_MAX || random.oneIn(3)) {
        return random.pick(depth == 0 ? made : simple); // else terms would grow from call to call
      }
      depth++;
      int id =
          switch (random.below(10)) {
            case 0 -> dictionary.intern(iri());
            case 1, 2, 3 -> dictionary.intern(literal());
            case 4 -> dictionary.intern(BlankNode.of(random.below(3)));
            case 5 -> random.oneIn(4) ? dictionary.intern(new Variable("v")) : list();
            case 6 -> dictionary.internTripleTerm(next(), next(), next());
            case 7 -> dictionary.intern(formula());
            default -> list();
          };
      depth--;
      made.add(id);
      if (dictionary.kind(id) == TermKind.LITERAL || dictionary.kind(id) == TermKind.IRI) {
        simple.add(id);
      }
      return id;
    }

    private int list() {
      int size = random.oneIn(20) ? 30 : random.below(5);
      int[] members = new int[size];
      for (int i = 0; i < size; i++) {
        members[i] = size > 5 ? dictionary.intern(literal()) : next();
      }
      return dictionary.internList(members, size);
    }

    private Iri iri() {
      if (random.oneIn(3)) {
        return new Iri(random.pick(Builtins.standard().all()).iri());
      }
      return new Iri(random.pick(List.of("http://example.org/a#b", "x:", "relative", "a b")));
    }

    private Literal literal() {
      String text = random.pick(TEXTS);
      return random.oneIn(8)
          ? Literal.inLanguage(text, random.pick(List.of("en", "x y", "DE-at")))
          : Literal.of(text, random.pick(DATATYPES));
    }

    private Formula formula() {
      List<Triple> statements = new ArrayList<>();
      for (int i = random.below(4); i >= 0; i--) {
        statements.add(new Triple(term(), term(), term()));
      }
      List<Term> bound = List.of(BlankNode.of(random.below(3)), new Variable("v"));
      return Formula.of(statements, random.oneIn(2) ? bound : List.of());
    }

    private Term term() {
      return dictionary.term(next());
    }
  }
}
