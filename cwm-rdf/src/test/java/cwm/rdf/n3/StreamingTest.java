package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamingTest {
  private static final String PART = "<a:a> <a:b> \"c\" .\n".repeat(10_000);

  /// How many statements the sink had whenever the source was asked for the next part.
  private static List<Integer> progress(Syntax syntax, String... parts) {
    var statements = new TripleList();
    List<Integer> progress = new ArrayList<>();
    List<InputStream> streams = new ArrayList<>();
    for (String part : parts) {
      streams.add(new ByteArrayInputStream(part.getBytes(StandardCharsets.UTF_8)));
      streams.add(
          new InputStream() {
            @Override
            public int read() {
              progress.add(statements.size());
              return -1;
            }

            @Override
            public int read(byte[] target, int start, int length) {
              return read();
            }
          });
    }
    InputStream all = new SequenceInputStream(Collections.enumeration(streams));
    new N3Reader(new TermDictionary(), syntax)
        .read(Source.ofStream("in", all, 1), Documents.BASE, statements)
        .orThrow();
    progress.add(statements.size());
    return progress;
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void statementsReachTheSinkBeforeTheEndIsRead(Syntax syntax) {
    List<Integer> progress = progress(syntax, PART, PART);
    assertThat(progress.get(0)).isBetween(9_000, 10_000);
    assertThat(progress.get(1)).isBetween(19_000, 20_000);
    assertThat(progress.get(2)).isEqualTo(20_000);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void onlyStatementsThatMentionABlankNodeWaitForTheEnd(Syntax syntax) {
    List<Integer> progress = progress(syntax, "_:x <a:b> <a:c> .\n" + PART, PART);
    assertThat(progress.get(0)).isBetween(9_000, 10_000);
    assertThat(progress.get(2)).isEqualTo(20_001);
  }
}
