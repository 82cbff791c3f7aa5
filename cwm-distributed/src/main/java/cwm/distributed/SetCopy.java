package cwm.distributed;

import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMachine;
import cwm.distributed.SetEntry.Moved;
import cwm.distributed.SetEntry.Ordered;
import cwm.distributed.SetEntry.Settled;
import cwm.distributed.SetEntry.Stated;
import cwm.distributed.SetEntry.Unstated;
import cwm.ipc.message.Bytes;
import cwm.rdf.store.FactPositions;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.IntMap;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// A member's copy of what a set keeps: the facts that inputs state, as of the last job that was
/// settled, and what has been noted for jobs after that.
///
/// Its log's thread changes it, any may read. A snapshot is a sequence of entries, each behind its
/// length, that make the same copy.
///
/// A *witness* keeps no facts, only the log, and that as long as one of the others may need it of
/// it. Its snapshots say no more than how far that goes.
final class SetCopy implements LogMachine {
  /// Facts in an entry of a snapshot.
  private static final int CHUNK = 1 << 14;

  /// What a witness's snapshot has where others have a length.
  private static final int NO_FACTS = -1;

  private static final int END = -2;

  private final TermDictionary dictionary;
  private final boolean isWitness;
  private final Runnable onLeadership;

  // Guarded by this.
  private FactStore facts;
  private FactPositions positions = new FactPositions();
  private final List<SetEntry> noted = new ArrayList<>();
  private long settled;
  private long keptIndex;

  /// Entries that this member has written, so that it need not read them. A few, and in the order
  /// in which they most likely come.
  private final List<Expected> expected = new ArrayList<>();

  private record Expected(Bytes bytes, SetEntry entry) {}

  /// @param isWitness whether it keeps no facts
  /// @param onLeadership is called when somebody else leads the log, on a thread that must not be
  ///   held up
  SetCopy(TermDictionary dictionary, boolean isWitness, Runnable onLeadership) {
    this.dictionary = dictionary;
    this.isWitness = isWitness;
    this.onLeadership = onLeadership;
    facts = new FactStore(dictionary);
  }

  /// Hands the facts over as of the last job that was settled.
  synchronized void forEach(TripleSink sink) {
    facts.tables().forEach(table -> table.forEachAsserted(sink));
  }

  /// How many facts there are as of the last job that was settled.
  synchronized long factCount() {
    return facts.factCount();
  }

  /// Whether nothing has ever come to it.
  synchronized boolean isBlank() {
    return settled == 0 && noted.isEmpty();
  }

  /// Whether it is as of a job.
  synchronized boolean isAsOf(long job) {
    return settled == job;
  }

  /// Has what was noted for a job hold, unless it does, since nobody is left to say so.
  synchronized void settle(long job) {
    apply(new Settled(job, keptIndex));
  }

  /// The facts whose place in the order of inputs is known, in that order.
  synchronized TripleList inOrder() {
    var inOrder = new TripleList();
    positions.forEach(inOrder);
    return inOrder;
  }

  // ---------------------------------------------------------------- the log

  @Override
  public synchronized Bytes apply(long index, long raftTerm, Bytes command) {
    if (isWitness) {
      SetEntry.decodeEnd(command).ifPresent(end -> noteKept(end.keptIndex()));
    } else {
      apply(entry(command));
    }
    return Bytes.EMPTY;
  }

  private SetEntry entry(Bytes command) {
    for (Iterator<Expected> all = expected.iterator(); all.hasNext(); ) {
      Expected next = all.next();
      if (next.bytes().equals(command)) {
        all.remove();
        return next.entry();
      }
    }
    return SetEntry.decode(command, dictionary);
  }

  /// Takes note of an entry that this member is about to write.
  synchronized void expect(Bytes bytes, SetEntry entry) {
    expected.add(new Expected(bytes, entry));
  }

  /// Forgets entries that have not come.
  synchronized void expectNothing() {
    expected.clear();
  }

  private void noteKept(long index) {
    keptIndex = Math.max(keptIndex, index);
  }

  @Override
  public synchronized OptionalLong droppable() {
    return isWitness ? OptionalLong.of(keptIndex) : OptionalLong.empty();
  }

  /// Whoever has led before may write again what it wrote for an earlier job, as long as it does
  /// not know that this is over: such an entry changes nothing.
  private void apply(SetEntry entry) {
    if (entry.job() <= settled) {
      return;
    }
    if (!(entry instanceof Settled(long job, long kept))) {
      noted.add(entry);
      return;
    }
    noteKept(kept);
    for (SetEntry each : noted) {
      if (each.job() == job) {
        change(each);
      }
    }
    noted.removeIf(each -> each.job() <= job);
    settled = job;
  }

  private void change(SetEntry entry) {
    switch (entry) {
      case Stated(_, var stated) -> stated.forEach(facts::assertFact);
      case Unstated(_, var unstated) -> {
        facts.retract(unstated);
        unstated.forEach(positions::remove);
      }
      case Moved(_, var moved) -> facts.retract(moved);
      case Ordered(_, var ordered) -> ordered.forEach(positions::append);
      case Settled _ -> throw new IllegalStateException("an end that was noted");
    }
  }

  @Override
  public void leadershipChanged(Leadership leadership) {
    onLeadership.run();
  }

  // ---------------------------------------------------------------- snapshots

  @Override
  public synchronized void writeSnapshot(OutputStream out) throws IOException {
    var data = new DataOutputStream(out);
    if (isWitness) {
      data.writeInt(NO_FACTS);
      data.writeLong(keptIndex);
      return;
    }
    try {
      write(data);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(DataOutputStream out) {
    var stated = new Chunks(chunk -> write(new Stated(settled, chunk), out));
    // Copies have had their tables made in other orders if one began with a snapshot.
    facts.tables().stream()
        .sorted(Comparator.comparingLong(table -> dictionary.hash(table.predicate())))
        .forEach(table -> table.forEachAsserted(stated));
    stated.flush();
    var ordered = new Chunks(chunk -> write(new Ordered(settled, chunk), out));
    positions.forEach(ordered);
    ordered.flush();
    write(new Settled(settled, keptIndex), out);
    noted.forEach(entry -> write(entry, out));
  }

  /// Hands facts on, some at a time.
  private static final class Chunks implements TripleSink {
    private final Consumer<TripleList> sink;
    private TripleList chunk = new TripleList();

    Chunks(Consumer<TripleList> sink) {
      this.sink = sink;
    }

    @Override
    public void accept(int subject, int predicate, int object) {
      chunk.accept(subject, predicate, object);
      if (chunk.size() == CHUNK) {
        flush();
      }
    }

    void flush() {
      if (chunk.size() > 0) {
        sink.accept(chunk);
        chunk = new TripleList();
      }
    }
  }

  /// @throws UncheckedIOException if `out` throws it
  private void write(SetEntry entry, DataOutputStream out) {
    var numbering = new Numbering();
    byte[] bytes = SetEntry.encode(numbering.renumbered(entry), numbering.numbers).toArray();
    try {
      out.writeInt(bytes.length);
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Numbers the terms of an entry as they come, so that all members write the same (but for equal
  /// formulas that came to them written in different ways), and no snapshot has all terms in memory
  /// once more.
  private final class Numbering {
    final TermDictionary numbers = new TermDictionary();
    private final IntMap known = new IntMap();

    SetEntry renumbered(SetEntry entry) {
      return switch (entry) {
        case Stated(long job, var all) -> new Stated(job, renumbered(all));
        case Unstated(long job, var all) -> new Unstated(job, renumbered(all));
        case Moved(long job, var all) -> new Moved(job, renumbered(all));
        case Ordered(long job, var all) -> new Ordered(job, renumbered(all));
        case Settled settled -> settled;
      };
    }

    private TripleList renumbered(TripleList all) {
      return TripleList.of(Arrays.stream(all.toArray()).map(this::number).toArray());
    }

    private int number(int id) {
      int number = known.get(id);
      if (number == 0) {
        number = numbers.intern(dictionary.term(id));
        known.put(id, number);
      }
      return number;
    }
  }

  @Override
  public synchronized void restore(long index, InputStream snapshot) throws IOException {
    var in = new DataInputStream(snapshot);
    int length = in.readInt();
    if (isWitness) {
      // With facts it is there for the others, and nobody knows yet that they do not need it.
      keptIndex = length == NO_FACTS ? in.readLong() : 0;
      return;
    }
    if (length == NO_FACTS) {
      throw new IllegalStateException("a snapshot of a witness, which has no facts");
    }
    facts = new FactStore(dictionary);
    positions = new FactPositions();
    noted.clear();
    settled = 0;
    for (; length != END; length = nextLength(in)) {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("the snapshot ends within an entry of %,d bytes".formatted(length));
      }
      apply(SetEntry.decode(Bytes.copyOf(bytes), dictionary));
    }
  }

  /// The length of the next entry, or [#END].
  private static int nextLength(DataInputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return END;
    }
    return first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
  }
}
