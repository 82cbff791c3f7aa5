package cwm.distributed;

import cwm.jena.sparql.CountedRows;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/// Asks the owners of facts for what one query needs: all at once, or one after the other
/// ([QueryStrategy]).
///
/// Used by one thread.
final class Fetching {
  private final QueryNodes nodes;
  private final QueryStrategy strategy;
  private final QueryLog log;

  /// @param log is told of all that is fetched
  Fetching(QueryNodes nodes, QueryStrategy strategy, QueryLog log) {
    this.nodes = nodes;
    this.strategy = strategy;
    this.log = log;
  }

  /// What is asked of each owner.
  @FunctionalInterface
  interface Question {
    void ask(FactClient client, FactClient.Asking owner, TripleSink sink)
        throws InterruptedException;
  }

  /// What all owners answer.
  ///
  /// @param patterns what is asked for, for people
  List<TripleList> all(List<FactPattern> patterns, Question question) {
    return takeFacts(
        nodes.owners(),
        patterns,
        (owner, facts) -> question.ask(newClient(), owner.asking(), facts));
  }

  /// How many facts of all owners agree with a pattern, as [FactClient#groups].
  CountedRows groups(FactPattern pattern, int[] places) {
    List<CountedRows> answers =
        take(
            nodes.owners(),
            QueryLog.Kind.COUNTS,
            List.of(pattern),
            () -> new CountedRows(places.length),
            CountedRows::count,
            (owner, groups) -> newClient().groups(owner.asking(), pattern, places, groups::add));
    var all = new CountedRows(places.length);
    answers.forEach(all::addAll);
    return all;
  }

  /// The facts of all owners that agree with a pattern, part by part.
  Parts parts(FactPattern pattern) {
    return new Parts(pattern);
  }

  /// The answers of owners to one pattern, as far as somebody wants them.
  final class Parts {
    private final List<FactPattern> patterns;

    /// Of the owners that have more.
    private final Map<QueryNodes.Owner, FactClient.Parts> left = new LinkedHashMap<>();

    private Parts(FactPattern pattern) {
      patterns = List.of(pattern);
      for (QueryNodes.Owner owner : nodes.owners()) {
        left.put(owner, newClient().parts(owner.asking(), pattern));
      }
    }

    boolean hasNext() {
      return !left.isEmpty();
    }

    /// The next part of each owner that has more, or, where they are asked one after the other, of
    /// the first of them.
    List<TripleList> next() {
      int count = strategy == QueryStrategy.SEQUENTIAL ? 1 : left.size();
      List<QueryNodes.Owner> asked = left.keySet().stream().limit(count).toList();
      Set<QueryNodes.Owner> ended = ConcurrentHashMap.newKeySet();
      List<TripleList> facts =
          takeFacts(
              asked,
              patterns,
              (owner, sink) -> {
                if (!Objects.requireNonNull(left.get(owner)).next(sink)) {
                  ended.add(owner);
                }
              });
      left.keySet().removeAll(ended);
      return facts;
    }
  }

  private FactClient newClient() {
    return new FactClient(nodes.sender(), nodes.dictionary(), nodes.version());
  }

  @FunctionalInterface
  private interface Taking<T> {
    void take(QueryNodes.Owner owner, T taken) throws InterruptedException;
  }

  private List<TripleList> takeFacts(
      List<QueryNodes.Owner> owners, List<FactPattern> patterns, Taking<TripleList> taking) {
    return take(owners, QueryLog.Kind.FACTS, patterns, TripleList::new, TripleList::size, taking);
  }

  /// @param newAnswer makes what takes the answer of an owner
  /// @param size how many facts or groups that has
  private <T> List<T> take(
      List<QueryNodes.Owner> owners,
      QueryLog.Kind kind,
      List<FactPattern> patterns,
      Supplier<T> newAnswer,
      ToIntFunction<T> size,
      Taking<T> taking) {
    Function<QueryNodes.Owner, T> asking =
        owner -> {
          T answer = newAnswer.get();
          long bytesBefore = owner.bytesReceived().getAsLong();
          try {
            taking.take(owner, answer);
          } catch (InterruptedException e) {
            throw interrupted(e);
          }
          long byteCount = owner.bytesReceived().getAsLong() - bytesBefore;
          log.fetched(owner.nodeId(), kind, patterns, size.applyAsInt(answer), byteCount);
          return answer;
        };
    return strategy == QueryStrategy.SEQUENTIAL
        ? owners.stream().map(asking).toList()
        : atOnce(owners.stream().<Callable<T>>map(owner -> () -> asking.apply(owner)).toList());
  }

  private static <T> List<T> atOnce(List<Callable<T>> tasks) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> asking = tasks.stream().map(threads::submit).toList();
      List<T> answers = new ArrayList<>();
      for (Future<T> each : asking) {
        answers.add(each.get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static DistributedException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new DistributedException("the query was interrupted", cause);
  }
}
