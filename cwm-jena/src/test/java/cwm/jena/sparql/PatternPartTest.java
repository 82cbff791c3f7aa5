package cwm.jena.sparql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.algebra.Algebra;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sys.JenaSystem;
import org.junit.jupiter.api.Test;

class PatternPartTest {
  static {
    JenaSystem.init();
  }

  /// Parts by the predicates of their triples; those of cells are `c`.
  private static List<String> order(String pattern) {
    OpBGP op =
        (OpBGP) Algebra.compile(QueryFactory.create("BASE <urn:> SELECT * {" + pattern + "}"));
    return PatternPart.inOrder(op.getPattern(), triple -> predicate(triple).startsWith("c"))
        .stream()
        .map(part -> predicates(part.pattern()))
        .toList();
  }

  private static String predicates(BasicPattern pattern) {
    return pattern.getList().stream()
        .map(PatternPartTest::predicate)
        .collect(Collectors.joining(" "));
  }

  private static String predicate(Triple triple) {
    return triple.getPredicate().getURI().replace("urn:", "");
  }

  @Test
  void whatCellsConnectIsJoinedThroughThem() {
    assertThat(order("?x <name> ?n . ?doc <items> ?l . ?l <c1> ?x"))
        .containsExactly("name", "c1", "items");
    assertThat(order("?l <c1> ?r . ?r <c2> ?x . ?x <name> ?n . ?x <age> ?a"))
        .containsExactly("name age", "c2", "c1");
  }

  @Test
  void factsThatAreConnectedAreOnePart() {
    assertThat(order("?a <p> ?b . ?c <q> ?d . ?b <r> ?c")).containsExactly("p q r");
    assertThat(order("?a <p> ?b . ?c <q> ?d . ?b <r> ?c . ?e <s> ?f . ?f <c> ?a"))
        .containsExactly("s", "c", "p r q");
  }
}
