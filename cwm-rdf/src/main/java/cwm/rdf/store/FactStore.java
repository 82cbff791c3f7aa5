package cwm.rdf.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The facts of one graph, by predicate, with their generations.
///
/// **Generations.** Facts come in numbered generations; the store has one open one, and
/// [#nextGeneration()] closes it. What a round of rules reads and writes is told apart by
/// generation alone, so a rule may read while it adds. [#truncate(int)] restores exactly the state
/// at the end of an earlier generation: rows that came later go, and flags that changed later
/// change back.
///
/// **Asserted and derived.** A fact may be in an input, concluded by rules, or both; each is a bit
/// of its own, and a fact is gone when it has neither. Removals ([#retract], [#dropDerived]) end
/// the history: one cannot truncate to before the last of them.
///
/// **Working relations.** A predicate whose IRI begins with [#WORKING] is a reasoner's own: its
/// facts are kept, dropped and truncated as all are, but they are no statements of the graph. Only
/// who names the predicate reads them; they are not among [#tables()], and are not counted.
///
/// Owned by one thread. Others read through [#snapshot()].
public final class FactStore {
  /// How IRIs of working relations begin. No document can name one, for the space in it.
  public static final String WORKING = "cwm-working: ";

  /// Strata are numbered 0 to this.
  public static final int STRATUM_MAX = 63;

  private static final int BATCH_SIZE = 256;

  private final TermDictionary dictionary;
  private final IntMap tableIndex = new IntMap();
  private final List<FactTable> tables = new ArrayList<>();

  // Of these, those of the graph itself, and the others.
  private final List<FactTable> stated = new ArrayList<>();
  private final List<FactTable> working = new ArrayList<>();

  private int generation;
  private int generationMin;
  private long factCount;
  private long derivedOnlyCount;

  // Predicates whose tables got rows in the open generation.
  private int[] changed = new int[16];
  private int changedCount;

  // Changes of flags of rows that were there before: generation, index of the table, row, former
  // flags; four ints each.
  private int[] flagLog = new int[64];
  private int flagLogLength;

  // Made when it is needed: a dataset may have many graphs of few facts.
  private @Nullable PairBatch batch;

  public FactStore(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  public TermDictionary dictionary() {
    return dictionary;
  }

  /// How many facts there are.
  public long factCount() {
    return factCount - workingCount();
  }

  /// How many facts were concluded by rules and stand in no input.
  public long derivedOnlyCount() {
    return derivedOnlyCount - workingCount();
  }

  /// Whether rules concluded anything that stands in no input, be it for working relations.
  public boolean hasDerivedOnly() {
    return derivedOnlyCount > 0;
  }

  private long workingCount() {
    long count = 0;
    for (FactTable table : working) {
      count += table.rowCount(); // each is derived only
    }
    return count;
  }

  /// The open generation: the one that facts added now belong to.
  public int generation() {
    return generation;
  }

  /// The table of a predicate, if it ever had facts.
  public Optional<FactTable> table(int predicate) {
    return Optional.ofNullable(tableOrNull(predicate));
  }

  /// The tables of all predicates of the graph, in the order in which they first had facts.
  public List<FactTable> tables() {
    return Collections.unmodifiableList(stated);
  }

  /// The same, and those of working relations.
  public List<FactTable> allTables() {
    return Collections.unmodifiableList(tables);
  }

  public boolean contains(int subject, int predicate, int object) {
    FactTable table = tableOrNull(predicate);
    return table != null && table.find(subject, object) >= 0;
  }

  /// Hands every fact to `sink`, those of working relations too, predicate by predicate, oldest
  /// first within each.
  public void forEach(TripleSink sink) {
    tables.forEach(table -> table.forEach(sink));
  }

  /// Notes that an input states the fact.
  ///
  /// @return whether the store did not have it, neither as asserted nor as derived
  public boolean assertFact(int subject, int predicate, int object) {
    FactTable table = tableFor(predicate);
    int row = findOrAdd(table, subject, object, FactTable.ASSERTED);
    if (row < 0) {
      return true;
    }
    noteAsserted(table, row);
    return false;
  }

  /// Notes that an input states the facts `triples[0, 3 * count)`, three ids each, in this order.
  ///
  /// As [#assertFact] for each of them, but the reads from large tables, which miss the caches, do
  /// not wait for one another.
  public void assertFacts(int[] triples, int count) {
    FactTable[] tableOf = new FactTable[BATCH_SIZE];
    int[] rows = new int[BATCH_SIZE];
    for (int start = 0; start < count; start += BATCH_SIZE) {
      int length = Math.min(BATCH_SIZE, count - start);
      for (int i = 0, at = 3 * start; i < length; i++, at += 3) {
        tableOf[i] = tableFor(triples[at + 1]);
        rows[i] = tableOf[i].firstCandidate(triples[at], triples[at + 2]);
      }
      for (int i = 0, at = 3 * start; i < length; i++, at += 3) {
        if (rows[i] >= 0 && !tableOf[i].isAt(rows[i], triples[at], triples[at + 2])) {
          rows[i] = -1;
        }
      }
      for (int i = 0, at = 3 * start; i < length; i++, at += 3) {
        if (rows[i] >= 0) {
          noteAsserted(tableOf[i], rows[i]);
        } else {
          assertFact(triples[at], triples[at + 1], triples[at + 2]);
        }
      }
    }
  }

  private void noteAsserted(FactTable table, int row) {
    int flags = table.flags(row);
    if ((flags & FactTable.ASSERTED) == 0) {
      derivedOnlyCount--;
      changeFlags(table, row, flags | FactTable.ASSERTED);
    }
  }

  /// Notes that a rule of `stratum` concludes the fact. The lowest stratum that does is kept.
  ///
  /// @return whether the store did not have it, neither as asserted nor as derived
  public boolean derive(int subject, int predicate, int object, int stratum) {
    assert stratum >= 0 && stratum <= STRATUM_MAX;
    FactTable table = tableFor(predicate);
    int derived = FactTable.DERIVED | stratum << FactTable.STRATUM_SHIFT;
    int row = findOrAdd(table, subject, object, derived);
    if (row < 0) {
      derivedOnlyCount++;
      return true;
    }
    noteDerived(table, row, stratum);
    return false;
  }

  /// As [#derive] for the places `[start, end)` of two columns, at a fraction of the cost.
  public void deriveAll(
      int[] subjects, int predicate, int[] objects, int start, int end, int stratum) {
    assert stratum >= 0 && stratum <= STRATUM_MAX;
    FactTable table = tableFor(predicate);
    boolean wasChanged = table.hasRowsOf(generation);
    int rowCountBefore = table.rowCount();
    PairBatch batch = batch();
    for (int from = start; from < end; from += PairBatch.SIZE) {
      int length = Math.min(PairBatch.SIZE, end - from);
      int unsettledCount =
          table.addDerived(subjects, objects, from, length, stratum, generation, batch);
      for (int i = 0; i < unsettledCount; i++) {
        noteDerived(table, batch.rows[i], stratum);
      }
    }
    int addedCount = table.rowCount() - rowCountBefore;
    if (addedCount > 0 && !wasChanged) {
      noteChanged(predicate);
    }
    factCount += addedCount;
    derivedOnlyCount += addedCount;
  }

  private PairBatch batch() {
    PairBatch made = batch;
    if (made == null) {
      made = new PairBatch();
      batch = made;
    }
    return made;
  }

  private void noteDerived(FactTable table, int row, int stratum) {
    int flags = table.flags(row);
    if ((flags & FactTable.DERIVED) == 0 || table.stratum(row) > stratum) {
      int derived = FactTable.DERIVED | stratum << FactTable.STRATUM_SHIFT;
      changeFlags(table, row, (flags & FactTable.ASSERTED) | derived);
    }
  }

  /// Closes the open generation and opens the next one.
  ///
  /// @return the predicates that got new rows in the generation now closed
  public int[] nextGeneration() {
    generation++;
    int[] closed = Arrays.copyOf(changed, changedCount);
    changedCount = 0;
    return closed;
  }

  /// Restores the state at the end of generation `last` and opens the one after it.
  ///
  /// Costs what is undone. Snapshots taken before keep what they had.
  ///
  /// @throws IllegalArgumentException if facts were removed after that, or it has not ended
  public void truncate(int last) {
    if (last < generationMin - 1 || last >= generation) {
      throw new IllegalArgumentException(
          "cannot go back to the end of generation %d: the history has %d to %d"
              .formatted(last, generationMin - 1, generation - 1));
    }
    while (flagLogLength > 0 && flagLog[flagLogLength - 4] > last) {
      flagLogLength -= 4;
      FactTable table = tables.get(flagLog[flagLogLength + 1]);
      setFlags(table, flagLog[flagLogLength + 2], flagLog[flagLogLength + 3]);
    }
    for (FactTable table : tables) {
      int keptCount = table.rowCountAt(last);
      for (int row = keptCount; row < table.rowCount(); row++) {
        factCount--;
        if (!table.isAsserted(row)) {
          derivedOnlyCount--;
        }
      }
      table.truncate(last);
    }
    generation = last + 1;
    changedCount = 0;
  }

  /// Takes back that an input states these facts. What is also derived stays; whoever removes what
  /// rules read must drop what was derived and have them run again. Θ(rows of their predicates).
  ///
  /// @return how many of them were asserted
  public int retract(TripleList facts) {
    int retractedCount = 0;
    Set<FactTable> emptied = new HashSet<>();
    for (int i = 0; i < facts.size(); i++) {
      FactTable table = tableOrNull(facts.predicate(i));
      int row = table == null ? -1 : table.find(facts.subject(i), facts.object(i));
      if (table == null || row < 0 || !table.isAsserted(row)) {
        continue;
      }
      retractedCount++;
      setFlags(table, row, table.flags(row) & ~FactTable.ASSERTED);
      if (!table.isDerived(row)) {
        emptied.add(table);
        factCount--;
        derivedOnlyCount--;
      }
    }
    emptied.forEach(FactTable::compact);
    endHistory();
    return retractedCount;
  }

  /// Drops all that rules of stratum `stratumMin` and above concluded; facts that are asserted too
  /// stay. Θ(facts).
  public void dropDerived(int stratumMin) {
    for (FactTable table : tables) {
      boolean emptied = false;
      for (int row = 0; row < table.rowCount(); row++) {
        if (table.isDerived(row) && table.stratum(row) >= stratumMin) {
          int kept = table.flags(row) & FactTable.ASSERTED;
          table.setFlags(row, kept);
          if (kept == 0) {
            emptied = true;
            factCount--;
            derivedOnlyCount--;
          }
        }
      }
      if (emptied) {
        table.compact();
      }
    }
    endHistory();
  }

  /// Tells whether a fact is meant.
  @FunctionalInterface
  public interface RowPredicate {
    boolean test(FactTable table, int row);
  }

  /// Drops facts, whether inputs state them or rules concluded them. Θ(facts).
  ///
  /// @return how many
  public long removeIf(RowPredicate isRemoved) {
    long countBefore = factCount;
    for (FactTable table : tables) {
      boolean emptied = false;
      for (int row = 0; row < table.rowCount(); row++) {
        if (isRemoved.test(table, row)) {
          emptied = true;
          factCount--;
          derivedOnlyCount -= table.isAsserted(row) ? 0 : 1;
          table.setFlags(row, 0);
        }
      }
      if (emptied) {
        table.compact();
      }
    }
    if (factCount < countBefore) {
      endHistory();
    }
    return countBefore - factCount;
  }

  /// The facts there are now, for any thread to read while this store goes on.
  public Snapshot snapshot() {
    return new Snapshot(dictionary, stated.stream().map(FactTable::view).toList());
  }

  /// Picks one of several for a fact.
  @FunctionalInterface
  public interface Chooser {
    int choose(int subject, int predicate, int object);
  }

  /// Deals the facts out to new stores. Facts keep their bits and their generation, and all stores
  /// go on with the generation that is open here; none can be truncated to before it. This store is
  /// left as it is. Θ(facts).
  ///
  /// @param chooser the store that a fact goes to, from 0 to before `count`
  public List<FactStore> split(int count, Chooser chooser) {
    List<FactStore> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var part = new FactStore(dictionary);
      part.generation = generation;
      part.generationMin = generation;
      parts.add(part);
    }
    for (FactTable table : tables) {
      int predicate = table.predicate();
      for (int row = 0; row < table.rowCount(); row++) {
        int subject = table.subject(row);
        int object = table.object(row);
        FactStore part = parts.get(chooser.choose(subject, predicate, object));
        part.appendOf(table.generation(row), predicate, subject, object, table.flags(row));
      }
    }
    return parts;
  }

  /// A store of all facts of some predicates that the parts of a [#split] hold. Facts keep their
  /// bits and their generation, and the store goes on with the generation that is open in the first
  /// part. Θ(facts found × parts).
  public static FactStore merge(List<FactStore> parts, IntPredicate predicates) {
    var merged = new FactStore(parts.getFirst().dictionary);
    merged.generation = parts.getFirst().generation;
    merged.generationMin = merged.generation;
    Map<Integer, List<FactTable>> byPredicate = new LinkedHashMap<>();
    for (FactStore part : parts) {
      for (FactTable table : part.tables) {
        if (predicates.test(table.predicate())) {
          byPredicate.computeIfAbsent(table.predicate(), _ -> new ArrayList<>()).add(table);
        }
      }
    }
    byPredicate.values().forEach(merged::appendMerged);
    return merged;
  }

  /// Appends the rows of several tables of one predicate, older generations first.
  private void appendMerged(List<FactTable> sources) {
    int[] rows = new int[sources.size()];
    while (true) {
      int oldest = Integer.MAX_VALUE;
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] < sources.get(i).rowCount()) {
          oldest = Math.min(oldest, sources.get(i).generation(rows[i]));
        }
      }
      if (oldest == Integer.MAX_VALUE) {
        return;
      }
      for (int i = 0; i < rows.length; i++) {
        FactTable source = sources.get(i);
        for (int end = source.rowCountAt(oldest); rows[i] < end; rows[i]++) {
          int row = rows[i];
          appendOf(
              oldest,
              source.predicate(),
              source.subject(row),
              source.object(row),
              source.flags(row));
        }
      }
    }
  }

  private void appendOf(int rowGeneration, int predicate, int subject, int object, int flags) {
    FactTable table = tableFor(predicate);
    if (rowGeneration == generation && !table.hasRowsOf(generation)) {
      noteChanged(predicate);
    }
    table.findOrAdd(subject, object, flags, rowGeneration);
    factCount++;
    if ((flags & FactTable.ASSERTED) == 0) {
      derivedOnlyCount++;
    }
  }

  private void endHistory() {
    generation++;
    generationMin = generation;
    flagLogLength = 0;
    changedCount = 0;
  }

  /// Finds the fact, or adds it to the open generation.
  ///
  /// @return its row, or -1 if it is new
  private int findOrAdd(FactTable table, int subject, int object, int flags) {
    boolean wasChanged = table.hasRowsOf(generation);
    int row = table.findOrAdd(subject, object, flags, generation);
    if (row < 0) {
      if (!wasChanged) {
        noteChanged(table.predicate());
      }
      factCount++;
    }
    return row;
  }

  private void noteChanged(int predicate) {
    if (changedCount == changed.length) {
      changed = Arrays.copyOf(changed, 2 * changedCount);
    }
    changed[changedCount++] = predicate;
  }

  private void changeFlags(FactTable table, int row, int flags) {
    if (table.generation(row) < generation) {
      if (flagLogLength == flagLog.length) {
        flagLog = Arrays.copyOf(flagLog, 2 * flagLogLength);
      }
      flagLog[flagLogLength++] = generation;
      flagLog[flagLogLength++] = tableIndex.get(table.predicate()) - 1;
      flagLog[flagLogLength++] = row;
      flagLog[flagLogLength++] = table.flags(row);
    }
    table.setFlags(row, flags);
  }

  private void setFlags(FactTable table, int row, int flags) {
    boolean wasAsserted = table.isAsserted(row);
    table.setFlags(row, flags);
    if (wasAsserted != table.isAsserted(row)) {
      derivedOnlyCount += wasAsserted ? 1 : -1;
    }
  }

  private @Nullable FactTable tableOrNull(int predicate) {
    int index = tableIndex.get(predicate) - 1;
    return index < 0 ? null : tables.get(index);
  }

  private FactTable tableFor(int predicate) {
    FactTable table = tableOrNull(predicate);
    if (table == null) {
      table = new FactTable(predicate);
      tables.add(table);
      tableIndex.put(predicate, tables.size());
      (isWorking(dictionary, predicate) ? working : stated).add(table);
    }
    return table;
  }

  /// Whether a predicate names a working relation.
  public static boolean isWorking(TermDictionary dictionary, int predicate) {
    return dictionary.kind(predicate) == TermKind.IRI
        && dictionary.text(predicate).startsWith(WORKING);
  }
}
