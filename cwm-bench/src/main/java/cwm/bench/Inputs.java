package cwm.bench;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// What benchmarks read and look up: all of it made of numbers, so that a seed repeats it.
final class Inputs {
  private static final String NAMESPACE = "http://example.org/data/";

  private Inputs() {}

  /// The IRI that stands for `number`, of the length that IRIs of data have.
  static String iri(int number) {
    return NAMESPACE + "department" + number % 100 + "/person" + number;
  }

  /// The UTF-8 of the IRIs for 0 to `count`.
  static byte[][] iris(int count) {
    var iris = new byte[count][];
    for (int i = 0; i < count; i++) {
      iris[i] = iri(i).getBytes(StandardCharsets.UTF_8);
    }
    return iris;
  }

  /// The ids of [#iris], from `first` to before `end`.
  static int[] intern(TermDictionary dictionary, int first, int end) {
    var ids = new int[end - first];
    for (int i = first; i < end; i++) {
      byte[] iri = iri(i).getBytes(StandardCharsets.UTF_8);
      ids[i - first] = dictionary.internIri(iri, 0, iri.length);
    }
    return ids;
  }

  /// The id of `:name` in rules that [#read] reads.
  static int predicate(TermDictionary dictionary, String name) {
    byte[] iri = (NAMESPACE + name).getBytes(StandardCharsets.UTF_8);
    return dictionary.internIri(iri, 0, iri.length);
  }

  /// Adds what a text in N3 says; `:` stands for the namespace of the data.
  static void read(String text, FactStore store) {
    String document = "@prefix : <" + NAMESPACE + "> .\n" + text;
    new N3Reader(store.dictionary(), Syntax.N3)
        .read(Source.ofString("rules", document), "", store::assertFact)
        .orThrow();
  }

  /// N-Triples: `count` statements about a tenth as many subjects, with IRIs and strings as
  /// objects, 20 properties.
  static byte[] nTriples(int count, SplittableRandom random) {
    var text = new StringBuilder();
    int subjectCount = Math.max(1, count / 10);
    for (int i = 0; i < count; i++) {
      text.append('<').append(iri(random.nextInt(subjectCount))).append("> <");
      text.append(NAMESPACE).append("property").append(i % 20).append("> ");
      if (i % 3 == 0) {
        text.append('"').append("the name of number ").append(i).append('"');
      } else {
        text.append('<').append(iri(random.nextInt(subjectCount))).append('>');
      }
      text.append(" .\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Puts the values in an order that the seed of `random` decides.
  static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
