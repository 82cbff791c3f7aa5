package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class N3FlagTest {
  private static final String BASE = "http://e/";

  /// Each letter, a document, and what comes of it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a | <a> <b> [ <c> [] ] . [] <b> 1 . | _:b0 <c> _:b1 . <a> <b> _:b0 . _:b2 <b> 1 .",
        "d | <x#a> <x#b> <y#c> . | @prefix y: <http://e/y#> . <x#a> <x#b> y:c .",
        "e | <a> <b> 'é𝒳', 'x\\ny' . | <a> <b> \"\\u00E9\\U0001D4B3\", \"\"\"x y\"\"\" .",
        "l | <a> <b> ( 1 ), () . | @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."
            + " <a> <b> [ rdf:first 1 ; rdf:rest () ], () .",
        "n | <a> <b> 1, true . | @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
            + " <a> <b> \"1\"^^xsd:integer, true .",
        "p | <x#a> a <y#c> . | <x#a> a <y#c> .",
        "r | <x#a> <b> <c> . | @prefix : <http://e/x#> . :a <http://e/b> <http://e/c> .",
        "s | <a> <b> 1, [ <c> 2 ; <d> 3 ] . | <a> <b> 1 . <a> <b> _:b0 . _:b0 <c> 2 . _:b0 <d> 3 .",
        "t | <a> a () . { <a> a <b> } => { <a> <b> <c> } . |"
            + " @prefix log: <http://www.w3.org/2000/10/swap/log#> ."
            + " @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."
            + " <a> rdf:type rdf:nil . { <a> rdf:type <b> } log:implies { <a> <b> <c> } .",
        "u | <é> <b> 'é' . | <http://e/\\u00E9> <b> \"é\" .",
        "sp | { <x#a> a <b>, <c> . } => { <a> a () } . |"
            + " { <x#a> a <b> . <x#a> a <c> } => { <a> a () } ."
      })
  void everyLetterLeavesSomethingUndone(String letters, String document, String written) {
    assertThat(written(letters, document)).isEqualTo("@base <http://e/> . " + written);
  }

  private static String written(String letters, String document) {
    Set<N3Flag> flags = new LinkedHashSet<>();
    letters.chars().forEach(c -> flags.add(N3Flag.ofLetter((char) c).orElseThrow()));
    var dictionary = new TermDictionary();
    var statements = new TripleList();
    new N3Reader(dictionary, Syntax.N3)
        .read(Source.ofString("document", document), BASE, statements)
        .orThrow();
    var out = new ByteArrayOutputStream();
    Map<String, String> prefixes = Map.of("", BASE + "x#", "y", BASE + "y#");
    new N3Writer(dictionary, Syntax.N3, prefixes, BASE, flags).write(statements, out);
    String text = out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
    return text.startsWith("@base") ? text : "@base <http://e/> . " + text;
  }

  @ParameterizedTest
  @EnumSource
  void lettersAreTold(N3Flag flag) {
    assertThat(N3Flag.ofLetter(flag.letter())).contains(flag);
  }

  @Test
  void whatHasNoMeaningIsNoFlag() {
    assertThat(N3Flag.ofLetter('v')).isEmpty();
  }
}
