package cwm.rdf.n3;

import cwm.rdf.testing.RandomSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Makes documents that are nearly N-Triples: plain lines, unusual ones and faulty ones.
final class RandomLines {
  private static final List<String> IRIS =
      List.of(
          "<urn:x:a>",
          "<http://example.org/a/rather/long/path#b>",
          "<http://example.org/~é𝒳/>",
          "<http://example.org/\\u00e9>",
          "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>",
          "<a:>");
  private static final List<String> PREDICATES =
      List.of(
          "<urn:x:p>",
          "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
          "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>",
          "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>",
          "<http://example.org/predicates/of/some/length>");
  private static final List<String> FAULTY_TERMS =
      List.of(
          "<relative>",
          "<urn:x:a b>",
          "<urn:x:a",
          "<urn:x:\\u0020>",
          "<urn:x:\\q>",
          "_:",
          "_x",
          "\"never closed",
          "\"bad \\x escape\"",
          "\"\\u12\"",
          "\"\\ud800\"",
          "\"text\"@",
          "\"text\"@e_n",
          "\"text\"^<urn:x:t>",
          "\"text\"^^",
          "\"text\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>",
          "\"text\"^^<t>",
          "?x",
          "a",
          "");
  private static final List<String> BLANKS = List.of(" ", " ", " ", "\t", "  ", "");
  private static final List<String> ENDS =
      List.of("\n", "\n", "\n", "\n", "\r\n", " \n", "\r", " # comment\n", "\n\n", "\n\r\n");
  private static final List<String> FAULTY_ENDS =
      List.of(" . .\n", "\n", " ;\n", " . <a:b>\n", "\r\n", ". \0\n");

  private final RandomSource random;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private RandomLines(long seed) {
    random = new RandomSource(seed);
  }

  static byte[] document(long seed) {
    return new RandomLines(seed).document();
  }

  private byte[] document() {
    if (random.oneIn(5)) {
      add("\ufeff");
    }
    boolean isSound = random.oneIn(3);
    int count = random.between(0, 60);
    String subject = subject();
    for (int i = 0; i < count; i++) {
      subject = random.oneIn(2) ? subject : subject();
      if (isSound || !random.oneIn(8)) {
        statement(subject, predicate(), object(), blank() + "." + random.pick(ENDS));
      } else {
        faultyLine(subject);
      }
    }
    if (random.oneIn(3)) {
      add(random.pick(List.of("<urn:x:a> <urn:x:p> _:l0 .", "<urn:x:a> <urn", "# end", " ", "\"")));
    }
    return bytes.toByteArray();
  }

  private void faultyLine(String subject) {
    switch (random.below(7)) {
      case 0 -> statement(random.pick(FAULTY_TERMS), predicate(), object(), " .\n");
      case 1 -> statement(subject, random.pick(FAULTY_TERMS), object(), " .\n");
      case 2, 3 -> statement(subject, predicate(), random.pick(FAULTY_TERMS), " .\n");
      case 4 -> statement(subject, predicate(), object(), random.pick(FAULTY_ENDS));
      case 5 -> {
        add("<urn:x:a> <urn:x:p> \"");
        bytes.write(0xff);
        add("\" . # ");
        bytes.write(0xc3);
        add("\n");
      }
      default -> add("\n# a comment with é and \"\n  \t\n@prefix : <a:> .\n");
    }
  }

  private void statement(String subject, String predicate, String object, String end) {
    add(random.oneIn(10) ? " " : "");
    add(subject + blank() + predicate + blank() + object + end);
  }

  private String subject() {
    return random.oneIn(3) ? label() : iri();
  }

  private String predicate() {
    return random.pick(PREDICATES);
  }

  private String object() {
    return switch (random.below(7)) {
      case 0 -> label();
      case 1, 2 -> iri();
      case 3 -> "\"" + text() + "\"@" + random.pick(List.of("en", "de-CH-1996", "en--ltr"));
      case 4 -> "\"" + text() + "\"^^" + iri();
      default -> "\"" + text() + "\"";
    };
  }

  private String iri() {
    return random.oneIn(2) ? random.pick(IRIS) : "<http://example.org/" + random.below(20) + ">";
  }

  private String label() {
    return "_:l" + random.below(6) + random.pick(List.of("", "", "", ".x", "é", "-"));
  }

  private String text() {
    return switch (random.below(8)) {
      case 0 -> "x".repeat(random.below(300));
      case 1 -> "é𝒳\tand \\t \\\" \\u00e9";
      case 2 -> "";
      case 3 -> " . ";
      case 4 -> "\u007f\u0001";
      default -> "text " + random.below(9);
    };
  }

  private String blank() {
    return random.pick(BLANKS);
  }

  private void add(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
