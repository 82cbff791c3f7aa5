package cwm.jena.sparql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Var;

/// A part of a basic graph pattern that is searched for by itself: what facts alone say, or one
/// triple that cells of lists may say too.
record PatternPart(BasicPattern pattern, boolean isOfCells) {

  /// The parts of a pattern in an order in which each shares variables with those before it, if
  /// that can be done: else their solutions would be multiplied before others leave out most.
  ///
  /// @param isOfCells which triples cells may say
  static List<PatternPart> inOrder(BasicPattern pattern, Predicate<Triple> isOfCells) {
    List<Triple> ofFacts = new ArrayList<>();
    List<PatternPart> left = new ArrayList<>();
    for (Triple triple : pattern) {
      if (isOfCells.test(triple)) {
        left.add(new PatternPart(BasicPattern.wrap(List.of(triple)), true));
      } else {
        ofFacts.add(triple);
      }
    }
    if (left.isEmpty()) {
      return List.of(new PatternPart(pattern, false));
    }
    while (!ofFacts.isEmpty()) {
      left.add(new PatternPart(BasicPattern.wrap(takeConnected(ofFacts)), false));
    }
    List<PatternPart> ordered = new ArrayList<>();
    Set<Var> known = new HashSet<>();
    while (!left.isEmpty()) {
      PatternPart next = Collections.min(left, order(known));
      left.remove(next);
      ordered.add(next);
      known.addAll(next.variables());
    }
    return ordered;
  }

  private static Comparator<PatternPart> order(Set<Var> known) {
    return Comparator.<PatternPart, Boolean>comparing(
            part -> Collections.disjoint(part.variables(), known))
        .thenComparing(PatternPart::isOfCells)
        .thenComparingLong(part -> part.openCount(known));
  }

  /// Takes one triple and all that share variables with it, if only through others.
  private static List<Triple> takeConnected(List<Triple> triples) {
    List<Triple> taken = new ArrayList<>(List.of(triples.removeFirst()));
    for (int i = 0; i < taken.size(); i++) {
      Collection<Var> variables = variables(taken.get(i));
      List<Triple> more =
          triples.stream()
              .filter(other -> !Collections.disjoint(variables(other), variables))
              .toList();
      taken.addAll(more);
      triples.removeAll(more);
    }
    return taken;
  }

  private static Collection<Var> variables(Triple triple) {
    return OpVars.visibleVars(new OpBGP(BasicPattern.wrap(List.of(triple))));
  }

  private Collection<Var> variables() {
    return OpVars.visibleVars(new OpBGP(pattern));
  }

  private long openCount(Set<Var> known) {
    return variables().stream().filter(variable -> !known.contains(variable)).count();
  }
}
