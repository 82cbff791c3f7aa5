package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IriResolverTest {

  private static String resolve(String base, String reference) {
    byte[] utf8 = reference.getBytes(StandardCharsets.UTF_8);
    var resolved = new Span();
    resolved.set(new IriResolver(base).resolve(utf8, 0, utf8.length));
    return resolved.toString();
  }

  /// The examples of RFC 3986 §5.4 that are relative.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          g,             http://a/b/c/g
          ./g,           http://a/b/c/g
          g/,            http://a/b/c/g/
          /g,            http://a/g
          //g,           http://g
          ?y,            http://a/b/c/d;p?y
          g?y,           http://a/b/c/g?y
          '#s',          http://a/b/c/d;p?q#s
          'g#s',         http://a/b/c/g#s
          'g?y#s',       http://a/b/c/g?y#s
          ;x,            http://a/b/c/;x
          g;x,           http://a/b/c/g;x
          'g;x?y#s',     http://a/b/c/g;x?y#s
          '',            http://a/b/c/d;p?q
          .,             http://a/b/c/
          ./,            http://a/b/c/
          ..,            http://a/b/
          ../,           http://a/b/
          ../g,          http://a/b/g
          ../..,         http://a/
          ../../,        http://a/
          ../../g,       http://a/g
          ../../../g,    http://a/g
          ../../../../g, http://a/g
          /./g,          http://a/g
          /../g,         http://a/g
          g.,            http://a/b/c/g.
          .g,            http://a/b/c/.g
          g..,           http://a/b/c/g..
          ..g,           http://a/b/c/..g
          ./../g,        http://a/b/g
          ./g/.,         http://a/b/c/g/
          g/./h,         http://a/b/c/g/h
          g/../h,        http://a/b/c/h
          g;x=1/./y,     http://a/b/c/g;x=1/y
          g;x=1/../y,    http://a/b/c/y
          g?y/./x,       http://a/b/c/g?y/./x
          'g#s/../x',    http://a/b/c/g#s/../x
          """)
  void examplesOfTheSpecificationHold(String reference, String expected) {
    assertThat(resolve("http://a/b/c/d;p?q", reference)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          http://a,         b,       http://a/b
          http://a?q,       b,       http://a/b
          http://a/b#frag,  '#c',    http://a/b#c
          http://a/b#frag,  '',      http://a/b
          file:///a/b,      ../../c, file:///c
          urn:x:y,          '#c',    urn:x:y#c
          urn:x,            y/../z,  urn:/z
          urn:x,            ../y,    urn:y
          http://a//b//c,   ../d,    http://a//b/d
          http://a/b,       //c/../d,http://c/d
          """)
  void unusualBasesAreTakenByTheLetter(String base, String reference, String expected) {
    assertThat(resolve(base, reference)).isEqualTo(expected);
  }

  @Test
  void onlyASchemeMakesABase() {
    assertThat(new IriResolver("a1+.-:b").hasBase()).isTrue();
    assertThat(new IriResolver("").hasBase()).isFalse();
    assertThat(new IriResolver("1a:b").hasBase()).isFalse();
    assertThat(new IriResolver("a/b:c").hasBase()).isFalse();
    assertThat(new IriResolver(":b").hasBase()).isFalse();
  }
}
