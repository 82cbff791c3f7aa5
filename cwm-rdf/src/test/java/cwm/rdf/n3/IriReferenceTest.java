package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IriReferenceTest {

  @Test
  void relativeReferenceIsResolved() {
    assertThat(IriReference.resolve("../b#ü", "http://example.org/x/a?q"))
        .contains("http://example.org/b#ü");
  }

  @Test
  void absoluteReferenceStaysAsItIs() {
    assertThat(IriReference.resolve("urn:a:../b", "")).contains("urn:a:../b");
  }

  @Test
  void twoRelativeReferencesMakeNoIri() {
    assertThat(IriReference.resolve("b", "a/")).isEmpty();
  }
}
