package cwm.jena.testing;

import cwm.rdf.testing.RandomSource;
import java.util.List;
import java.util.stream.Collectors;

/// Random data and queries, as SPARQL text, over so few names that joins hit.
public final class RandomQuery {
  private static final List<String> VARIABLES = List.of("?a", "?b", "?c", "?d");

  /// By itself, as ARQ does not agree with itself on predicates that are bound to literals.
  private static final String PREDICATE_VARIABLE = "?p";

  private static final int DEPTH_MAX = 2;

  private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

  private final RandomSource random;
  private final boolean hasLists;
  private int madeCount;
  private int listCount;

  /// @param random decides on all that is made
  /// @param hasLists whether there are lists: no two that are equal, since those would be one, and
  ///   none that loses a part or what mentions it, since one is there whole or not
  public RandomQuery(RandomSource random, boolean hasLists) {
    this.random = random;
    this.hasLists = hasLists;
  }

  /// An update that adds some statements, a third of them to named graphs.
  public String data() {
    return "INSERT DATA { %s }"
        .formatted(
            random.many(random.between(1, 12), this::statement).stream()
                .collect(Collectors.joining(" ")));
  }

  private String statement() {
    String object = hasLists && random.oneIn(6) ? list() : value();
    String triple = "%s %s %s .".formatted(thing(), predicate(), object);
    return random.oneIn(3) ? "GRAPH %s { %s }".formatted(graph(), triple) : triple;
  }

  private String list() {
    String members =
        random.many(random.between(0, 2), this::value).stream().collect(Collectors.joining(" "));
    return "(%s \"list %d\")".formatted(members, listCount++);
  }

  /// An update that takes something away, or changes something.
  public String change() {
    return switch (random.between(hasLists ? 1 : 0, 4)) {
      case 0 -> "DELETE WHERE { %s }".formatted(triple());
      case 1 -> "DELETE DATA { %s %s %s }".formatted(thing(), predicate(), value());
      case 2 ->
          "DELETE { ?a %s ?b } INSERT { ?b %s ?a } WHERE { ?a %s ?b FILTER(isIRI(?b)) }"
              .formatted(predicate(), predicate(), predicate());
      case 3 ->
          "INSERT { ?a %s ?b } WHERE { ?a %s ?b ; %s ?c }"
              .formatted(predicate(), predicate(), predicate());
      default -> "CLEAR SILENT %s".formatted(random.oneIn(2) ? "GRAPH " + graph() : "DEFAULT");
    };
  }

  /// A query.
  public String query() {
    String pattern = group(0);
    return switch (random.below(8)) {
      case 0, 1 -> "SELECT DISTINCT %s { %s }".formatted(variables(), pattern);
      case 2, 3 -> counts(pattern);
      case 4 -> "SELECT ?a (SUM(?c) AS ?s) (COUNT(*) AS ?n) { %s } GROUP BY ?a".formatted(pattern);
      default -> "SELECT * { %s }".formatted(pattern);
    };
  }

  private String counts(String pattern) {
    String counts =
        random.many(random.between(1, 3), () -> "(%s AS %s)".formatted(count(), made())).stream()
            .collect(Collectors.joining(" "));
    String by = variables();
    return switch (random.below(4)) {
      case 0 -> "SELECT %s { %s }".formatted(counts, pattern);
      case 1 -> {
        String made = made();
        yield "SELECT %s %s { %s } GROUP BY (STR(?a) AS %s)".formatted(made, counts, pattern, made);
      }
      default -> "SELECT %s %s { %s } GROUP BY %s".formatted(by, counts, pattern, by);
    };
  }

  private String count() {
    return switch (random.below(6)) {
      case 0, 1 -> "COUNT(*)";
      case 2, 3 -> "COUNT(%s)".formatted(variable());
      case 4 -> "COUNT(DISTINCT *)";
      default -> "COUNT(DISTINCT %s)".formatted(variable());
    };
  }

  private String variables() {
    return random.many(random.between(1, 3), this::variable).stream()
        .distinct()
        .collect(Collectors.joining(" "));
  }

  /// A variable of the query that nothing else in it mentions so far.
  private String made() {
    return "?m%d".formatted(madeCount++);
  }

  private String group(int depth) {
    return random.many(random.between(1, 3), () -> element(depth)).stream()
        .collect(Collectors.joining(" "));
  }

  private String element(int depth) {
    if (depth == DEPTH_MAX || random.oneIn(2)) {
      return triple();
    }
    String inner = group(depth + 1);
    return switch (random.below(15)) {
      case 13 -> "%s %s FILTER(%s)".formatted(triple(), triple(), condition());
      case 0, 1, 2 -> "OPTIONAL { %s }".formatted(inner);
      case 3 ->
          "{ %s } UNION { %s }".formatted(inner, random.oneIn(2) ? values() : group(depth + 1));
      case 4 -> "GRAPH %s { %s }".formatted(random.oneIn(2) ? graph() : "?g", inner);
      case 5 -> "MINUS { %s }".formatted(inner);
      case 6 -> "FILTER NOT EXISTS { %s }".formatted(inner);
      case 7 -> "%s FILTER(%s)".formatted(inner, condition());
      case 8 -> values();
      case 9 -> "VALUES (?a ?b) { (UNDEF %s) (%s UNDEF) }".formatted(value(), value());
      case 10 -> "%s BIND(%s AS %s)".formatted(inner, place(), made());
      case 11 -> "{ SELECT DISTINCT %s { %s } }".formatted(variables(), inner);
      case 12 -> "{ %s }".formatted(counts(inner));
      default ->
          "%s %s%s %s ."
              .formatted(variable(), predicate(), random.pick(List.of("+", "*")), place());
    };
  }

  private String values() {
    return "VALUES %s { %s %s }".formatted(variable(), value(), thing());
  }

  private String triple() {
    String predicate = random.oneIn(8) ? PREDICATE_VARIABLE : predicate();
    if (hasLists && random.oneIn(6)) {
      predicate = "<%s%s>".formatted(RDF, random.pick(List.of("first", "rest")));
    }
    return "%s %s %s .".formatted(place(), predicate, place());
  }

  private String place() {
    return random.oneIn(3) ? value() : variable();
  }

  private String variable() {
    return random.pick(VARIABLES);
  }

  private String condition() {
    return switch (random.below(8)) {
      case 0 -> "!(%s)".formatted(condition());
      case 1 -> "%s || %s".formatted(condition(), condition());
      case 2 -> "regex(str(%s), \"%s\")".formatted(variable(), random.pick(List.of("t[12]", "^x")));
      case 3 -> "%s IN (%s, %s)".formatted(variable(), value(), value());
      case 4 -> "%s = %s".formatted(variable(), variable());
      case 5 -> "lang(%s) = \"en\"".formatted(variable());
      default -> "%s %s %s".formatted(variable(), comparison(), value());
    };
  }

  private String comparison() {
    return random.pick(List.of("=", "!=", "<"));
  }

  private String value() {
    return switch (random.below(9)) {
      case 0 -> Integer.toString(random.below(4));
      case 8 -> "0" + random.below(4);
      case 1 -> "\"%s\"@en".formatted(random.pick(List.of("x", "y")));
      case 2 -> "\"z\"";
      default -> thing();
    };
  }

  private String thing() {
    return "<urn:t%d>".formatted(random.below(5));
  }

  private String predicate() {
    return "<urn:p%d>".formatted(random.below(3));
  }

  private String graph() {
    return "<urn:g%d>".formatted(random.below(2));
  }
}
