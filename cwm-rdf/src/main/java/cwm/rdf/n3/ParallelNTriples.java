package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Reads N-Triples by several threads, with the outcome that one has.
///
/// A line feed ends whatever it stands in, so the document is cut into chunks of whole lines. Each
/// thread takes the next chunk, parses it and interns its terms. The caller delivers the chunks in
/// the order of the document: statements to the sink, mistakes to the report with the lines of all
/// chunks before added, labels of blank nodes to those of the document, where the first mention
/// counts. While the next chunk is not ready, the caller parses too.
///
/// A chunk is read by one thread at a time, whoever takes it; from a packed file that is where it
/// is unpacked. There are a few chunks for each thread, so a reader waits for a slow sink.
///
/// A document of a single chunk is read without other threads, and one with a line longer than many
/// chunks is read on from there by the caller alone.
final class ParallelNTriples {
  /// Small enough for the second-level cache, large enough that threads seldom meet.
  static final int CHUNK_BYTES = 1 << 18;

  private static final int CHUNKS_PER_WORKER = 3;

  private final TermDictionary dictionary;
  private final ReaderLimits limits;
  private final int workerCount;
  private final int chunkBytes;

  ParallelNTriples(
      TermDictionary dictionary, ReaderLimits limits, int workerCount, int chunkBytes) {
    this.dictionary = dictionary;
    this.limits = limits;
    this.workerCount = workerCount;
    this.chunkBytes = chunkBytes;
  }

  /// Reads a document; see [N3Reader#read].
  ReadReport read(Source source, String base, TripleSink sink) {
    try (InputStream stream = source.open()) {
      var document = new DocumentReading(source, base, stream, sink);
      document.read();
      return document.report();
    } catch (IOException e) {
      throw ReadFailure.of(source.name(), e);
    }
  }

  /// The reading of one document.
  private final class DocumentReading {
    private final String name;
    private final ChunkSource chunks;
    private final DocumentLabels labels;
    private final DocumentStatements statements;
    private final Diagnostics diagnostics;
    private int lineCount;

    // All that follows belongs to the lock.
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> free = new ArrayDeque<>();
    private final Map<Long, Chunk> parsed = new HashMap<>();
    private boolean isStopped;
    private @Nullable Throwable helperFailure;

    DocumentReading(Source source, String base, InputStream stream, TripleSink sink) {
      name = source.name();
      chunks = new ChunkSource(stream, chunkBytes);
      labels = new DocumentLabels(new BlankNodes(dictionary, source, base));
      statements = new DocumentStatements(dictionary, sink);
      diagnostics =
          new Diagnostics(name, ChunkParser.noInput(name, limits), limits.diagnosticCountMax());
    }

    ReadReport report() {
      return new ReadReport(statements.count(), Map.of(), diagnostics.found());
    }

    void read() {
      var own = new ChunkParser(dictionary, name, limits);
      var first = new Chunk(chunkBytes);
      if (chunks.fill(first)) {
        own.parse(first);
        if (chunks.isAtEnd()) {
          deliver(first);
        } else {
          readByAll(first, own);
        }
      }
      throwFailure(chunks.failure());
      statements.finish();
    }

    private void readByAll(Chunk first, ChunkParser own) {
      for (int i = 1; i < CHUNKS_PER_WORKER * workerCount; i++) {
        free.add(new Chunk(chunkBytes));
      }
      List<Thread> helpers = new ArrayList<>();
      try {
        for (int i = 1; i < workerCount; i++) {
          helpers.add(Thread.ofPlatform().daemon().name("cwm-reader-" + i).start(this::help));
        }
        Chunk chunk = first;
        for (long number = 1; chunk != null; number++) {
          deliver(chunk);
          giveBack(chunk);
          chunk = next(number, own);
        }
      } finally {
        stop(helpers);
      }
    }

    // -------------------------------------------------------------- helpers

    private void help() {
      try {
        var parser = new ChunkParser(dictionary, name, limits);
        Chunk chunk = takeFree();
        while (chunk != null && chunks.fill(chunk)) {
          parser.parse(chunk);
          handIn(chunk);
          chunk = takeFree();
        }
        if (chunk != null) {
          giveBack(chunk);
        }
      } catch (RuntimeException | Error e) {
        change(() -> helperFailure = e);
      }
    }

    /// A chunk to fill, as soon as there is one; null if none is needed any more.
    private @Nullable Chunk takeFree() {
      lock.lock();
      try {
        while (free.isEmpty() && !isStopped) {
          changed.awaitUninterruptibly();
        }
        return isStopped ? null : free.remove();
      } finally {
        lock.unlock();
      }
    }

    private void handIn(Chunk chunk) {
      change(() -> parsed.put(chunk.number, chunk));
    }

    private void giveBack(Chunk chunk) {
      change(() -> free.add(chunk));
    }

    private void change(Runnable change) {
      lock.lock();
      try {
        change.run();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    // -------------------------------------------------------------- the caller

    /// The chunk of that number, parsed; null if there is none.
    private @Nullable Chunk next(long number, ChunkParser own) {
      Chunk taken = takeParsedOrFree(number, true);
      while (taken.number != number) {
        if (chunks.fill(taken)) {
          own.parse(taken);
          handIn(taken);
          taken = takeParsedOrFree(number, true);
        } else {
          giveBack(taken);
          if (number >= chunks.chunkCount()) {
            return null;
          }
          taken = takeParsedOrFree(number, false);
        }
      }
      return taken;
    }

    /// Waits for the chunk of that number, or for one that is free.
    private Chunk takeParsedOrFree(long number, boolean takesFree) {
      lock.lock();
      try {
        while (!parsed.containsKey(number) && !(takesFree && !free.isEmpty())) {
          throwFailure(helperFailure);
          changed.awaitUninterruptibly();
        }
        Chunk chunk = parsed.remove(number);
        return chunk != null ? chunk : free.remove();
      } finally {
        lock.unlock();
      }
    }

    private void deliver(Chunk chunk) {
      throwFailure(chunk.failure);
      if (chunk.isRest) {
        readRest(chunk);
        return;
      }
      chunk.deliver(labels, statements);
      diagnostics.addAll(chunk.mistakes, lineCount);
      lineCount += chunk.lineCount;
    }

    private void readRest(Chunk chunk) {
      var input = new ByteInput(name, chunks.rest(chunk), chunk.offset, limits.tokenBytesMax());
      var found = ChunkParser.diagnostics(name, input, limits);
      if (chunk.offset == 0) {
        input.passByteOrderMark();
      }
      new NTriplesParser(dictionary, input, found, labels, statements).document();
      diagnostics.addAll(found.take(), lineCount);
    }

    private void throwFailure(@Nullable Throwable failure) {
      switch (failure) {
        case null -> {}
        case IOException e -> throw ReadFailure.of(name, e);
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }

    /// Waits for the helpers to end, who have nothing to do any more or are told so here. An
    /// interruption is kept for the caller.
    private void stop(List<Thread> helpers) {
      change(() -> isStopped = true);
      boolean wasInterrupted = false;
      for (Thread helper : helpers) {
        while (helper.isAlive()) {
          try {
            helper.join();
          } catch (InterruptedException _) {
            wasInterrupted = true;
          }
        }
      }
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
