package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.RdfException;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One thread is the oracle for several.
class ParallelNTriplesTest {
  private static final List<Integer> CHUNK_BYTES = List.of(1, 7, 64, 300, 2_000, 1 << 18);
  private static final String LINE = "<urn:x:s> <urn:x:p> \"%d\" .\n";

  /// What is read from a document: each statement in words, in order, and the report.
  private record Outcome(List<String> statements, ReadReport report) {}

  private static Outcome read(Source source, ReaderLimits limits, int workerCount, int chunkBytes) {
    return read(source, Syntax.NTRIPLES, limits, workerCount, chunkBytes);
  }

  private static Outcome read(
      Source source, Syntax syntax, ReaderLimits limits, int workerCount, int chunkBytes) {
    var dictionary = new TermDictionary();
    List<String> statements = new ArrayList<>();
    ReadReport report =
        new N3Reader(dictionary, syntax, limits, workerCount, chunkBytes)
            .read(
                source,
                "urn:x:base",
                (s, p, o) ->
                    statements.add(
                        dictionary.term(s) + " " + dictionary.term(p) + " " + dictionary.term(o)));
    return new Outcome(statements, report);
  }

  private static Source source(byte[] document) {
    return Source.ofStream("test.nt", new ByteArrayInputStream(document), 1);
  }

  private static void assertSameByAll(byte[] document, ReaderLimits limits, List<Integer> sizes) {
    Outcome expected = read(source(document), limits, 1, 1);
    for (int workerCount : List.of(2, 3, 8)) {
      for (int chunkBytes : sizes) {
        assertThat(read(source(document), limits, workerCount, chunkBytes))
            .as("%d workers, %d bytes in a chunk", workerCount, chunkBytes)
            .isEqualTo(expected);
      }
    }
  }

  @RandomSeeds(200)
  void anyNumberOfWorkersReadsTheSame(long seed) {
    var random = new RandomSource(seed);
    var limits =
        random.oneIn(3)
            ? new ReaderLimits(10, random.between(20, 200), random.between(1, 4))
            : ReaderLimits.DEFAULT;
    assertSameByAll(RandomLines.document(seed), limits, List.of(random.pick(CHUNK_BYTES)));
  }

  @RandomSeeds(500)
  void aSoundDocumentSaysTheSameAsTurtle(long seed) {
    byte[] document = RandomLines.document(seed);
    Outcome outcome = read(source(document), ReaderLimits.DEFAULT, 1, 1);
    if (outcome.report().diagnostics().isEmpty()) {
      assertThat(outcome)
          .isEqualTo(read(source(document), Syntax.TURTLE, ReaderLimits.DEFAULT, 1, 1));
    }
  }

  @Test
  void longDocumentsAreReadInTheirOrder() {
    var document = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      document.append(LINE.formatted(i));
      if (i % 5_000 == 0) {
        document.append("_:a <urn:x:p> _:b").append(i).append(" .\n mistake\n");
      }
    }
    byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
    assertSameByAll(bytes, ReaderLimits.DEFAULT, List.of(10_000, 1 << 18));
  }

  @Test
  void aTokenOfTheGreatestLengthIsReadAndALongerOneIsNot() {
    var limits = new ReaderLimits(10, 100, 10);
    byte[] document =
        (LINE.replace("%d", "x".repeat(98)) + LINE.replace("%d", "x".repeat(99)))
            .getBytes(StandardCharsets.UTF_8);
    Outcome outcome = read(source(document), limits, 1, 1);
    assertThat(outcome.statements()).hasSize(1);
    assertThat(outcome.report().diagnostics())
        .singleElement()
        .satisfies(d -> assertThat(d.code()).isEqualTo(DiagnosticCode.TOKEN_TOO_LONG));
    assertSameByAll(document, limits, List.of(1, 1_000));
  }

  @Test
  void packedFilesAreReadToo(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("data.nt.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 20_000; i++) {
        out.write(LINE.formatted(i).getBytes(StandardCharsets.UTF_8));
      }
    }
    Outcome expected = read(Source.ofFile(file), ReaderLimits.DEFAULT, 1, 1);
    assertThat(expected.statements()).hasSize(20_000);
    assertThat(read(Source.ofFile(file), ReaderLimits.DEFAULT, 2, 10_000)).isEqualTo(expected);
  }

  @Test
  void aSourceThatFailsHasDeliveredWhatCameBefore() {
    for (int workerCount : List.of(1, 2, 3)) {
      InputStream failing =
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("unplugged");
            }

            @Override
            public int read(byte[] target, int start, int length) throws IOException {
              return read();
            }
          };
      byte[] before = (LINE.repeat(100) + "<urn:x:cut").getBytes(StandardCharsets.UTF_8);
      InputStream stream = new SequenceInputStream(new ByteArrayInputStream(before), failing);
      List<Integer> subjects = new ArrayList<>();
      var reader =
          new N3Reader(
              new TermDictionary(), Syntax.NTRIPLES, ReaderLimits.DEFAULT, workerCount, 1_000);
      assertThatThrownBy(
              () ->
                  reader.read(Source.ofStream("disk", stream, 1), "", (s, _, _) -> subjects.add(s)))
          .isInstanceOfSatisfying(
              RdfException.class, e -> assertThat(e.code()).isEqualTo("CANNOT_READ"))
          .hasMessage("cannot read disk: unplugged");
      assertThat(subjects).hasSize(100);
    }
  }

  @Test
  void whatTheSinkThrowsIsThrownAndNoThreadIsLeft() {
    var reader =
        new N3Reader(new TermDictionary(), Syntax.NTRIPLES, ReaderLimits.DEFAULT, 4, 1_000);
    byte[] document = LINE.repeat(10_000).getBytes(StandardCharsets.UTF_8);
    var failure = new IllegalStateException("full");
    assertThatThrownBy(
            () ->
                reader.read(
                    source(document),
                    "",
                    (_, _, _) -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("cwm-reader-") && thread.isAlive());
  }
}
