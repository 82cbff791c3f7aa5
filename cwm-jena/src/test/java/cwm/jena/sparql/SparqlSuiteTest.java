package cwm.jena.sparql;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The W3C's own tests of SPARQL 1.1 queries, and of SPARQL 1.0 where 1.1 presumes it.
class SparqlSuiteTest {
  /// Cases that ARQ itself fails, over whatever store, each with its reason.
  private static final Map<String, String> ARQ_FAILURES =
      Map.of(
          "sparql11/functions/bnode01",
          "BNODE(label) gives two nodes for one label in one row, if two columns ask for it",
          "sparql11/functions/plus-1-corrected",
          "+ concatenates strings, which is no SPARQL; not so where ARQ is strict",
          "sparql11/functions/plus-2-corrected",
          "+ concatenates strings, which is no SPARQL; not so where ARQ is strict",
          "sparql11/property-path/values_and_path",
          "?v path? ?v takes values of ?v from beside the path, though no graph has them");

  @TestFactory
  Stream<DynamicTest> plainArqAnswersSparql11() {
    return new SuiteRun("sparql11", "plain ARQ", PlainArq::new, ARQ_FAILURES).tests();
  }

  @TestFactory
  Stream<DynamicTest> plainArqAnswersSparql10() {
    return new SuiteRun("sparql10", "plain ARQ", PlainArq::new, ARQ_FAILURES).tests();
  }

  @TestFactory
  Stream<DynamicTest> ourStoreAnswersSparql11() {
    return new SuiteRun("sparql11", "our store", StoreEngine::new, ARQ_FAILURES).tests();
  }

  @TestFactory
  Stream<DynamicTest> ourStoreAnswersSparql10() {
    return new SuiteRun("sparql10", "our store", StoreEngine::new, ARQ_FAILURES).tests();
  }
}
