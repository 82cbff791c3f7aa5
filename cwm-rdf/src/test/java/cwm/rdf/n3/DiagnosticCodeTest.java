package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class DiagnosticCodeTest {
  private static final String LATIN1_TEXT = "<http://x/caf\u00e9> <http://x/b> 1 .";
  private static final ReaderLimits TIGHT = new ReaderLimits(2, 20, 2);

  /// Each code, and a Turtle document that has this mistake and, where the limits allow, no other.
  static final List<Arguments> DOCUMENTS =
      List.of(
          arguments(DiagnosticCode.UNEXPECTED, "<a> <b> ."),
          arguments(DiagnosticCode.MISSING_DOT, "<a> <b> <c>"),
          arguments(DiagnosticCode.UNCLOSED_BRACKET, "<a> <b> ( 1 ."),
          arguments(DiagnosticCode.UNKNOWN_PREFIX, "<a> <b> c:d ."),
          arguments(DiagnosticCode.BAD_ESCAPE, "<a> <b> '\\z' ."),
          arguments(DiagnosticCode.UNTERMINATED_STRING, "<a> <b> 'c ."),
          arguments(DiagnosticCode.BAD_LANGUAGE_TAG, "<a> <b> 'c'@1 ."),
          arguments(DiagnosticCode.BAD_IRI, "<a> <b> <c d> ."),
          arguments(DiagnosticCode.RELATIVE_IRI, "@base <a> ."),
          arguments(DiagnosticCode.NOT_IN_SYNTAX, "<a> => <b> ."),
          arguments(DiagnosticCode.INVALID_UTF8, LATIN1_TEXT),
          arguments(DiagnosticCode.STRAY_CHARACTER, "<a> <b> \0 ."),
          arguments(DiagnosticCode.TOO_DEEP, "<a> <b> (((1))) ."),
          arguments(DiagnosticCode.TOKEN_TOO_LONG, "<a> <b> '" + "c".repeat(1 << 17) + "' ."),
          arguments(DiagnosticCode.BARE_WORD, "<a> b <c> ."),
          arguments(DiagnosticCode.UNKNOWN_DIRECTIVE, "@include <a> ."),
          arguments(DiagnosticCode.BAD_DIRECTIVE, "@prefix a <b> ."),
          arguments(DiagnosticCode.BAD_NAME, "<a> <b> _: ."),
          arguments(
              DiagnosticCode.BAD_DATATYPE,
              "<a> <b> 'c'^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> ."),
          arguments(DiagnosticCode.MORE_LEFT_OUT, "<a> .\n<a> .\n<a> .\n"));

  @ParameterizedTest
  @FieldSource("DOCUMENTS")
  void everyCodeIsProvoked(String code, String document) {
    byte[] bytes = document.getBytes(StandardCharsets.ISO_8859_1);
    Source source = Source.ofStream("document", new ByteArrayInputStream(bytes), 1);
    boolean hasBase = !code.equals(DiagnosticCode.RELATIVE_IRI);
    ReaderLimits limits =
        switch (code) {
          case DiagnosticCode.TOO_DEEP,
              DiagnosticCode.TOKEN_TOO_LONG,
              DiagnosticCode.MORE_LEFT_OUT ->
              TIGHT;
          default -> ReaderLimits.DEFAULT;
        };
    Parsed parsed = Documents.read(source, hasBase ? Documents.BASE : "", Syntax.TURTLE, limits);
    assertThat(parsed.diagnostics()).isNotEmpty();
    assertThat(parsed.diagnostics().getLast().code()).isEqualTo(code);
    assertThat(parsed.diagnostics())
        .hasSize(code.equals(DiagnosticCode.MORE_LEFT_OUT) ? TIGHT.diagnosticCountMax() + 1 : 1);
  }

  @Test
  void noCodeIsForgotten() throws IllegalAccessException {
    Set<Object> provoked = new HashSet<>();
    for (Arguments arguments : DOCUMENTS) {
      provoked.add(arguments.get()[0]);
    }
    for (Field field : DiagnosticCode.class.getFields()) {
      assertThat(provoked).as(field.getName()).contains(field.get(null));
    }
  }
}
