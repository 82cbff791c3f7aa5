package cwm.jena.sparql;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpLeftJoin;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.graph.NodeTransformLib;

/// What can be said of a pattern that SERVICE sends, without asking.
final class ServicePattern {
  private ServicePattern() {}

  /// Variables that each solution binds to a term of the endpoint's facts; perhaps not all of them.
  static Set<Var> certainVariables(Op pattern) {
    return switch (pattern) {
      case OpBGP _, OpPath _ -> OpVars.visibleVars(pattern);
      case OpFilter filter -> certainVariables(filter.getSubOp());
      case OpLeftJoin join -> certainVariables(join.getLeft());
      case OpJoin join -> {
        Set<Var> both = new HashSet<>(certainVariables(join.getLeft()));
        both.addAll(certainVariables(join.getRight()));
        yield both;
      }
      default -> Set.of();
    };
  }

  /// Whether a term is one of this store alone: a blank node, or made with one.
  static boolean isOfHere(Node node) {
    return node.isBlank()
        || (node.isTripleTerm()
            && (isOfHere(node.getTriple().getSubject())
                || isOfHere(node.getTriple().getPredicate())
                || isOfHere(node.getTriple().getObject())));
  }

  /// Whether a pattern mentions such terms: where ARQ has put a row's values into it, as those of
  /// queries are variables.
  static boolean hasNodesOfHere(Op pattern) {
    var has = new AtomicBoolean();
    var _ =
        NodeTransformLib.transform(
            node -> {
              if (node.isConcrete() && isOfHere(node)) {
                has.set(true);
              }
              return node;
            },
            pattern);
    return has.get();
  }
}
