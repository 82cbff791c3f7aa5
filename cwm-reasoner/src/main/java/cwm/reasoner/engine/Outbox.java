package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Partitioner;
import cwm.reasoner.plan.Plan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a worker has for others, in batches: rows, and conclusions. Conclusions that are the
/// worker's own go to its store.
///
/// Owned by whichever thread runs the worker.
final class Outbox implements Conclusions {
  private static final int SPARE_COUNT_MAX = 64;

  private final int number;
  private final PartitionedStore facts;
  private final FactStore store;
  private final Exchange exchange;
  private final int workerCount;
  private final int batchSize;

  // Conclusions for others, none of them empty, by the number of their owner and by predicate; and
  // the stratum they belong to.
  private final List<Map<Integer, FactColumns>> conclusions = new ArrayList<>();
  private int conclusionsStratum;

  // For one batch of conclusions: the owner of each, and the columns that each owner's go to.
  private int[] owners = new int[0];
  private final @Nullable FactColumns[] receivers;
  private final FactColumns own = new FactColumns(TermDictionary.NONE);

  // What others have been told in the hop.
  private final RecentConclusions told = new RecentConclusions();

  // Columns that came from others and have been read.
  private final ArrayDeque<FactColumns> spare = new ArrayDeque<>();

  // Rows by plan, and within it by step and receiver.
  private final IdentityHashMap<Plan, OutgoingRows[]> rowsByPlan = new IdentityHashMap<>();
  private final List<OutgoingRows> rowsToSend = new ArrayList<>();

  private int hop;
  private @Nullable ActiveRule rule;
  private int body;
  private int match;
  private long sentCount;

  Outbox(int number, PartitionedStore facts, Exchange exchange) {
    this.number = number;
    this.facts = facts;
    this.exchange = exchange;
    store = facts.storeOf(number);
    workerCount = exchange.workerCount();
    batchSize = facts.spreading().exchangeBatchSize();
    receivers = new FactColumns[workerCount];
    for (int i = 0; i < workerCount; i++) {
      conclusions.add(new HashMap<>());
    }
  }

  /// Rows and conclusions that have been sent since the last [#clear].
  long sentCount() {
    return sentCount;
  }

  /// Says in which hop what comes from now on is sent.
  void startHop(int newHop) {
    hop = newHop;
  }

  /// Says whose plans rows come from from now on.
  ///
  /// @param newMatch the match that reads what is new in the plan, or [Task#WHOLE]
  void setRule(ActiveRule newRule, int newBody, int newMatch) {
    rule = newRule;
    body = newBody;
    match = newMatch;
  }

  /// Sends what is left, and says that this was all.
  void endHop() {
    rowsToSend.forEach(this::send);
    rowsToSend.clear();
    sendConclusions();
    told.clear(); // what is concluded may be dropped before the next
    exchange.endHop(number, hop);
  }

  /// Drops what was not sent.
  void clear() {
    told.clear();
    conclusions.forEach(Map::clear);
    spare.clear();
    rowsByPlan.clear();
    rowsToSend.clear();
    sentCount = 0;
  }

  /// Lets go of rules and plans; to be called between supersteps.
  void forgetPlans() {
    assert rowsToSend.isEmpty();
    rowsByPlan.clear();
  }

  // ---------------------------------------------------------------- rows

  /// Adds a row for another worker, or with [Partitioner#ANY] for all others; see
  /// [cwm.reasoner.plan.Courier#send].
  void addRow(int worker, Plan plan, int step, int[][] columns, int row, int[] slots) {
    if (worker != Partitioner.ANY) {
      addRowFor(worker, plan, step, columns, row, slots);
      return;
    }
    for (int other = 0; other < workerCount; other++) {
      if (other != number) {
        addRowFor(other, plan, step, columns, row, slots);
      }
    }
  }

  private void addRowFor(int worker, Plan plan, int step, int[][] columns, int row, int[] slots) {
    OutgoingRows rows = rowsFor(worker, plan, step);
    if (rows.rows().count() == 0) {
      rowsToSend.add(rows);
    }
    rows.rows().add(columns, row, slots);
    if (rows.rows().count() == batchSize) {
      send(rows);
      rowsToSend.remove(rows);
    }
  }

  private OutgoingRows rowsFor(int worker, Plan plan, int step) {
    OutgoingRows[] ofPlan =
        rowsByPlan.computeIfAbsent(
            plan, _ -> new OutgoingRows[workerCount * (plan.steps().size() + 1)]);
    int index = step * workerCount + worker;
    OutgoingRows rows = ofPlan[index];
    if (rows == null) {
      rows = new OutgoingRows(Objects.requireNonNull(rule), body, match, plan, step, worker);
      ofPlan[index] = rows;
    }
    return rows;
  }

  private void send(OutgoingRows rows) {
    sentCount += rows.rows().count();
    exchange.send(number, rows.receiver(), hop, rows.take());
  }

  // ---------------------------------------------------------------- conclusions

  @Override
  public void conclude(int subject, int predicate, int object, int stratum) {
    int owner = facts.workerOf(subject, predicate, object);
    if (owner == number) {
      store.derive(subject, predicate, object, stratum);
      return;
    }
    if (isRepeated(owner, subject, predicate, object, stratum)) {
      return;
    }
    setStratum(stratum);
    FactColumns receiver = columnsFor(owner, predicate);
    receiver.add(subject, object);
    sendIfFull(owner, receiver);
  }

  @Override
  public void concludeAll(
      int[] subjects, int predicate, int[] objects, int start, int end, int stratum) {
    setStratum(stratum);
    int count = end - start;
    if (owners.length < count) {
      owners = new int[count];
    }
    facts.workersOf(subjects, predicate, objects, start, end, owners);
    Arrays.fill(receivers, null);
    own.reset(predicate).reserve(count);
    receivers[number] = own;
    for (int i = 0; i < count; i++) {
      int at = start + i;
      if (isRepeated(owners[i], subjects[at], predicate, objects[at], stratum)) {
        continue;
      }
      FactColumns receiver = receivers[owners[i]];
      if (receiver == null) {
        receiver = startReceiver(owners[i], predicate, count);
      }
      receiver.addReserved(subjects[at], objects[at]);
    }
    for (int worker = 0; worker < workerCount; worker++) {
      FactColumns receiver = receivers[worker];
      if (worker != number && receiver != null) {
        sendIfFull(worker, receiver);
      }
    }
    own.deriveIn(store, stratum);
  }

  /// Takes conclusions that are the worker's own.
  Conclusions own() {
    Conclusions into = Conclusions.into(store);
    return new Conclusions() {
      @Override
      public void conclude(int subject, int predicate, int object, int stratum) {
        assert facts.workerOf(subject, predicate, object) == number;
        into.conclude(subject, predicate, object, stratum);
      }

      @Override
      public void concludeAll(
          int[] subjects, int predicate, int[] objects, int start, int end, int stratum) {
        assert IntStream.range(start, end)
            .allMatch(i -> facts.workerOf(subjects[i], predicate, objects[i]) == number);
        into.concludeAll(subjects, predicate, objects, start, end, stratum);
      }
    };
  }

  /// Whether another worker has just been told the same.
  private boolean isRepeated(int owner, int subject, int predicate, int object, int stratum) {
    return owner != number && !told.add(subject, predicate, object, stratum);
  }

  private FactColumns startReceiver(int worker, int predicate, int count) {
    FactColumns receiver = columnsFor(worker, predicate);
    receiver.reserve(count);
    receivers[worker] = receiver;
    return receiver;
  }

  /// Takes columns back that another worker sent and this one has read, to be filled again.
  void reuse(FactColumns columns) {
    if (spare.size() < SPARE_COUNT_MAX) {
      spare.add(columns);
    }
  }

  private FactColumns columnsFor(int worker, int predicate) {
    return conclusions.get(worker).computeIfAbsent(predicate, this::emptyColumns);
  }

  private FactColumns emptyColumns(int predicate) {
    FactColumns columns = spare.pollLast();
    return columns == null ? new FactColumns(predicate) : columns.reset(predicate);
  }

  private void setStratum(int stratum) {
    if (stratum != conclusionsStratum) {
      sendConclusions();
      conclusionsStratum = stratum;
    }
  }

  private void sendConclusions() {
    for (int worker = 0; worker < workerCount; worker++) {
      for (FactColumns columns : List.copyOf(conclusions.get(worker).values())) {
        send(worker, columns);
      }
    }
  }

  private void sendIfFull(int worker, FactColumns columns) {
    if (columns.count() >= batchSize) {
      send(worker, columns);
    }
  }

  private void send(int worker, FactColumns columns) {
    sentCount += columns.count();
    conclusions.get(worker).remove(columns.predicate());
    exchange.send(number, worker, new Parcel.Concluded(() -> columns, conclusionsStratum));
  }
}
