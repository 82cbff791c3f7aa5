package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import java.io.InputStream;

/// Parses chunks of an N-Triples document one after the other, whichever they are. For one thread.
final class ChunkParser {
  private final ByteInput input;
  private final Diagnostics diagnostics;
  private final NTriplesParser parser;
  private Chunk chunk = new Chunk(0);

  ChunkParser(TermDictionary dictionary, String source, ReaderLimits limits) {
    input = noInput(source, limits);
    diagnostics = diagnostics(source, input, limits);
    BlankLabels labels = (bytes, start, length, offset) -> chunk.node(bytes, start, length, offset);
    parser = new NTriplesParser(dictionary, input, diagnostics, labels, new ToChunk());
  }

  private final class ToChunk implements StatementSink {
    @Override
    public void accept(int subject, int predicate, int object) {
      chunk.accept(subject, predicate, object);
    }

    @Override
    public void acceptGround(int[] triples, int count) {
      chunk.acceptGround(triples, count);
    }
  }

  static ByteInput noInput(String source, ReaderLimits limits) {
    return new ByteInput(source, InputStream.nullInputStream(), 0, limits.tokenBytesMax());
  }

  /// Diagnostics of a piece of a document: so many that none is missing in the document's.
  static Diagnostics diagnostics(String source, ByteInput input, ReaderLimits limits) {
    long countMax = limits.diagnosticCountMax() + 1L;
    return new Diagnostics(source, input, (int) Math.min(countMax, Integer.MAX_VALUE));
  }

  /// Parses a chunk into itself. Throws nothing; what it would throw is [Chunk#failure].
  void parse(Chunk filled) {
    if (filled.isRest) {
      return;
    }
    chunk = filled;
    try {
      input.restart(chunk.bytes, chunk.length, chunk.offset);
      if (chunk.offset == 0) {
        input.passByteOrderMark();
      }
      parser.document();
      chunk.mistakes = diagnostics.take();
      chunk.lineCount = input.line() - 1;
    } catch (RuntimeException | Error e) {
      chunk.failure = e;
    }
  }
}
