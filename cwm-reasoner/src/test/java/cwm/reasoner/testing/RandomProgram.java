package cwm.reasoner.testing;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A small program made of a seed: facts and rules over so few names that joins hit.
///
/// Predicates have a level, the number in their name divided by ten. Rules conclude predicates of
/// their level from predicates of that level or below, and test with `log:notIncludes` only
/// predicates below. What builds new terms concludes predicates that no rule reads, so that
/// closures are finite.
///
/// @param facts without rules
/// @param rules as statements
public record RandomProgram(List<Triple> facts, List<Triple> rules) {
  private static final String NAMESPACE = "http://example.org/#";
  private static final int LEVEL_MAX = 2;
  private static final int CONSTANT_COUNT = 4;
  private static final Iri NOT_INCLUDES = new Iri(Log.NAMESPACE + "notIncludes");

  public RandomProgram {
    facts = List.copyOf(facts);
    rules = List.copyOf(rules);
  }

  public static RandomProgram of(long seed) {
    return new Maker(new RandomSource(seed), true).program();
  }

  /// A program whose rules are plain patterns, so that instances can be counted.
  public static RandomProgram plain(long seed) {
    return new Maker(new RandomSource(seed), false).program();
  }

  /// Rules that collect what has predicates of the levels below the last.
  public static List<Triple> collecting() {
    return Stream.of(0, 1, 10, 11).map(Maker::collecting).toList();
  }

  /// As [#of], for one seed in three with backward rules among the others.
  public static RandomProgram mixed(long seed) {
    RandomProgram program = of(seed);
    return seed % 3 == 0 ? program.partlyBackward(new RandomSource(seed)) : program;
  }

  /// The same with some of the rules backward, but none that concludes rules, and none that asks
  /// for terms it makes: it could ask for ever larger ones.
  public RandomProgram partlyBackward(RandomSource random) {
    return new RandomProgram(
        facts,
        rules.stream()
            .map(
                rule ->
                    concludesRules(rule) || makesTerms(rule) || random.oneIn(2)
                        ? rule
                        : backward(rule))
            .toList());
  }

  private static boolean concludesRules(Triple rule) {
    return ((Formula) rule.object())
        .statements().stream().anyMatch(statement -> statement.predicate().equals(Log.IMPLIES));
  }

  private static boolean makesTerms(Triple rule) {
    return ((Formula) rule.subject())
        .statements().stream()
            .filter(statement -> !statement.predicate().equals(NOT_INCLUDES))
            .flatMap(statement -> Stream.of(statement.subject(), statement.object()))
            .anyMatch(term -> !term.isGround() && !(term instanceof Variable));
  }

  private static Triple backward(Triple rule) {
    return new Triple(rule.object(), Log.IS_IMPLIED_BY, rule.subject());
  }

  public List<Triple> statements() {
    return Stream.concat(facts.stream(), rules.stream()).toList();
  }

  /// The rules level by level, for [NaiveEvaluator]: first those of level 0, then those up to 1,
  /// ...
  public static List<Predicate<Triple>> levels() {
    List<Predicate<Triple>> levels = new ArrayList<>();
    for (int level = 0; level <= LEVEL_MAX; level++) {
      int max = level;
      levels.add(rule -> levelOf(rule) <= max);
    }
    return levels;
  }

  private static int levelOf(Triple rule) {
    return rule.object() instanceof Formula head
        ? head.statements().stream().mapToInt(RandomProgram::levelOfStatement).max().orElse(0)
        : 0;
  }

  private static int levelOfStatement(Triple statement) {
    if (statement.predicate().equals(Log.IMPLIES)) {
      return levelOf(statement);
    }
    return statement.predicate() instanceof Iri(String name) && name.startsWith(NAMESPACE + "p")
        ? Integer.parseInt(name.substring(NAMESPACE.length() + 1)) / 10
        : LEVEL_MAX;
  }

  /// Draws the parts of one program.
  private static final class Maker {
    private final RandomSource random;
    private final boolean withEverything;
    private final List<Term> things;

    Maker(RandomSource random, boolean withEverything) {
      this.random = random;
      this.withEverything = withEverything;
      List<Term> terms = new ArrayList<>();
      for (int i = 0; i < CONSTANT_COUNT; i++) {
        terms.add(new Iri(NAMESPACE + "c" + i));
      }
      if (withEverything) {
        terms.add(ListTerm.of(terms.get(0), terms.get(1)));
        terms.add(ListTerm.of(terms.get(1), terms.get(1)));
        terms.add(quoted(terms.get(0), predicate(0), terms.get(1)));
        terms.add(BlankNode.of(7));
      }
      things = List.copyOf(terms);
    }

    RandomProgram program() {
      List<Triple> facts = new ArrayList<>();
      int factCount = random.between(8, 30);
      for (int i = 0; i < factCount; i++) {
        facts.add(new Triple(thing(), predicate(random.below(2)), thing()));
      }
      List<Triple> rules = new ArrayList<>();
      int ruleCount = random.between(3, 9);
      for (int i = 0; i < ruleCount; i++) {
        rules.add(rule());
      }
      return new RandomProgram(facts, rules);
    }

    /// A constant, or now and then a term that is made of others.
    private Term thing() {
      return random.oneIn(4) ? random.pick(things) : things.get(random.below(CONSTANT_COUNT));
    }

    private Triple rule() {
      int level = withEverything ? random.below(LEVEL_MAX + 1) : 0;
      List<Triple> body = new ArrayList<>();
      int atomCount = random.oneIn(3) ? 3 : random.between(1, 2);
      for (int i = 0; i < atomCount; i++) {
        body.add(atom(level));
      }
      List<Term> variables =
          body.stream()
              .flatMap(atom -> Formula.of(List.of(atom), Set.of()).freeVariables().stream())
              .map(Term.class::cast)
              .distinct()
              .toList();
      if (withEverything && level > 0 && random.oneIn(2)) {
        Term tested = variables.isEmpty() ? random.pick(things) : random.pick(variables);
        Formula quoted =
            quoted(tested, predicateOfLevel(level - 1), random.oneIn(2) ? thing() : variable());
        body.add(new Triple(new Variable("store"), NOT_INCLUDES, quoted));
      }
      return implies(body, head(level, variables));
    }

    private Triple atom(int level) {
      Term predicate =
          random.oneIn(8) && level == 0 && !withEverything
              ? variable()
              : predicateOfLevel(random.between(0, level));
      return new Triple(place(), predicate, place());
    }

    private Term place() {
      if (withEverything && random.oneIn(8)) {
        return ListTerm.of(variableOrThing(), variable());
      }
      if (withEverything && random.oneIn(12)) {
        return quoted(variable(), predicate(0), variableOrThing());
      }
      return random.oneIn(8) ? thing() : variable();
    }

    private List<Triple> head(int level, List<Term> variables) {
      List<Term> values = new ArrayList<>(variables);
      if (values.isEmpty() || random.oneIn(4)) {
        values.add(thing());
      }
      Term subject = random.pick(values);
      Term object = random.pick(values);
      if (withEverything && random.oneIn(5)) {
        return List.of(new Triple(subject, new Iri(NAMESPACE + "made"), made(subject, object)));
      }
      if (withEverything && level == LEVEL_MAX && random.oneIn(4)) {
        Triple inner = new Triple(new Variable("i"), predicate(1), new Variable("j"));
        Triple concluded = new Triple(new Variable("j"), predicate(LEVEL_MAX * 10 + 1), object);
        return List.of(implies(List.of(inner), List.of(concluded)));
      }
      Triple plain = new Triple(subject, predicateOfLevel(level), object);
      return random.oneIn(4)
          ? List.of(plain, new Triple(object, predicateOfLevel(level), subject))
          : List.of(plain);
    }

    private Term made(Term subject, Term object) {
      return switch (random.below(3)) {
        case 0 -> ListTerm.of(object, subject);
        case 1 -> quoted(object, predicate(0), subject);
        default -> BlankNode.of(9);
      };
    }

    private Term variableOrThing() {
      return random.oneIn(3) ? thing() : variable();
    }

    private Variable variable() {
      return new Variable(random.pick(List.of("x", "y", "z")));
    }

    private Iri predicateOfLevel(int level) {
      return predicate(level * 10 + random.below(2));
    }

    private static Triple collecting(int predicate) {
      var x = new Variable("x");
      var y = new Variable("y");
      Term list =
          ListTerm.of(ListTerm.of(x, y), quoted(x, predicate(predicate), y), new Variable("l"));
      Triple collect =
          new Triple(list, new Iri(Log.NAMESPACE + "collectAllIn"), new Variable("store"));
      Triple all = new Triple(predicate(predicate), new Iri(NAMESPACE + "all"), new Variable("l"));
      return implies(List.of(collect), List.of(all));
    }

    private static Iri predicate(int number) {
      return new Iri(NAMESPACE + "p" + number);
    }

    private static Formula quoted(Term subject, Term predicate, Term object) {
      return Formula.of(List.of(new Triple(subject, predicate, object)), Set.of());
    }

    private static Triple implies(List<Triple> body, List<Triple> head) {
      Set<Term> existentials = new LinkedHashSet<>();
      if (head.stream().anyMatch(statement -> statement.object().equals(BlankNode.of(9)))) {
        existentials.add(BlankNode.of(9));
      }
      return new Triple(Formula.of(body, Set.of()), Log.IMPLIES, Formula.of(head, existentials));
    }
  }
}
