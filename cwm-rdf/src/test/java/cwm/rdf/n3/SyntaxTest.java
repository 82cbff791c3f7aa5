package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyntaxTest {

  @Test
  void syntaxesAreKnownByTheirNames() {
    assertThat(Syntax.ofName("N3")).contains(Syntax.N3);
    assertThat(Syntax.ofName("turtle")).contains(Syntax.TURTLE);
    assertThat(Syntax.ofName("ttl")).contains(Syntax.TURTLE);
    assertThat(Syntax.ofName("text/turtle")).contains(Syntax.TURTLE);
    assertThat(Syntax.ofName("ntriples")).contains(Syntax.NTRIPLES);
    assertThat(Syntax.ofName("nt")).contains(Syntax.NTRIPLES);
    assertThat(Syntax.ofName("rdfxml")).isEmpty();
  }

  @Test
  void extensionsTellTheSyntaxOfAFile() {
    assertThat(Syntax.ofFileName("a.n3")).isEqualTo(Syntax.N3);
    assertThat(Syntax.ofFileName("a.ttl")).isEqualTo(Syntax.TURTLE);
    assertThat(Syntax.ofFileName("a.b.NT.GZ")).isEqualTo(Syntax.NTRIPLES);
    assertThat(Syntax.ofFileName("a")).isEqualTo(Syntax.N3);
  }
}
