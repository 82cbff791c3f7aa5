package cwm.jena.sparql;

import cwm.jena.testing.PlainArq;
import cwm.jena.testing.SuiteRun;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The W3C's own tests of SPARQL 1.1 queries, and of SPARQL 1.0 where 1.1 presumes it.
class SparqlSuiteTest {
  @TestFactory
  Stream<DynamicTest> plainArqAnswersSparql11() {
    return new SuiteRun("sparql11", "plain ARQ", PlainArq::new, PlainArq.FAILURES).tests();
  }

  @TestFactory
  Stream<DynamicTest> plainArqAnswersSparql10() {
    return new SuiteRun("sparql10", "plain ARQ", PlainArq::new, PlainArq.FAILURES).tests();
  }

  @TestFactory
  Stream<DynamicTest> ourStoreAnswersSparql11() {
    return new SuiteRun("sparql11", "our store", StoreEngine::new, PlainArq.FAILURES).tests();
  }

  @TestFactory
  Stream<DynamicTest> ourStoreAnswersSparql10() {
    return new SuiteRun("sparql10", "our store", StoreEngine::new, PlainArq.FAILURES).tests();
  }
}
