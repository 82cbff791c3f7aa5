package cwm.reasoner.engine;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.term.Triple;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Facts and rules as tests write them out, run by one worker and by three.
final class TestTexts {
  static final List<Spreading> SPREADINGS =
      List.of(
          Spreading.NONE,
          new Spreading(3, PartitionStrategy.HASH, 0, 0, 10, 1_000),
          new Spreading(3, PartitionStrategy.PREDICATE, 0, 0, 10, 0));

  private static final String PREFIXES =
      """
      @prefix : <http://example.org/#> .
      @prefix log: <http://www.w3.org/2000/10/swap/log#> .
      @prefix list: <http://www.w3.org/2000/10/swap/list#> .
      @prefix math: <http://www.w3.org/2000/10/swap/math#> .
      @prefix string: <http://www.w3.org/2000/10/swap/string#> .
      @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
      """;

  private TestTexts() {}

  /// Requires that with any spreading just `expected` follows from `text`.
  static void assertConclusions(String text, String expected) {
    for (Spreading spreading : SPREADINGS) {
      TestEngine engine = engine(text, spreading);
      engine.think();
      Set<Triple> all = new LinkedHashSet<>(statements(text));
      all.addAll(statements(expected));
      engine.assertClosureOf(new LinkedHashSet<>(statements(text)), all);
    }
  }

  static TestEngine engine(String text, Spreading spreading) {
    var engine = new TestEngine(spreading, new Assembly());
    engine.add(statements(text));
    return engine;
  }

  static List<Triple> statements(String text) {
    return N3Reader.parse(PREFIXES + text, "http://example.org/").orThrow().statements();
  }
}
