package cwm.distributed;

import cwm.ipc.IpcException;
import cwm.ipc.message.Among;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.FactScope;
import cwm.ipc.message.Grouping;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.Pattern;
import cwm.ipc.message.RowBatch;
import cwm.rdf.store.GraphPredicates;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Term;
import cwm.rdf.term.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Asks owners for facts, part by part.
///
/// Used by one thread.
public final class FactClient {
  /// Asks one owner, and waits for the answer.
  @FunctionalInterface
  public interface Asking {
    /// Asks, and waits.
    ///
    /// @throws IpcException as [cwm.ipc.Node#request]
    /// @throws InterruptedException if the thread is interrupted meanwhile
    IpcMessage ask(Query query) throws InterruptedException;
  }

  private static final Variable SUBJECT = new Variable("s");
  private static final Variable PREDICATE = new Variable("p");
  private static final Variable OBJECT = new Variable("o");
  private static final List<Variable> VARIABLES = List.of(SUBJECT, PREDICATE, OBJECT);

  /// How many facts the first part of an answer has that may not be wanted whole, and others.
  private static final int PART_FIRST = 64;

  private static final int PART_GROWTH = 4;
  private static final int PART_MAX = 1 << 12;

  private final String sender;
  private final TermDictionary dictionary;
  private long version;

  /// Asks for one version of all facts.
  ///
  /// @param sender who asks
  /// @param dictionary whose ids answers have
  /// @param version the version to ask for; 0 for that of the first answer
  public FactClient(String sender, TermDictionary dictionary, long version) {
    this.sender = sender;
    this.dictionary = dictionary;
    this.version = version;
  }

  /// Whether all is to be asked anew: an owner has other facts than those of the version that was
  /// asked for, or cannot be reached, so that another is about to take its place.
  public static boolean isToBeAskedAnew(DistributedException failure) {
    return switch (failure.getCause()) {
      case StaleVersionException _ -> true;
      case IpcException known ->
          switch (known.code()) {
            case UNREACHABLE, TIMEOUT, UNKNOWN_PEER, SESSION_LOST -> true;
            case REQUEST_FAILED ->
                NotReady.isMeantBy(known)
                    || IpcException.messageOf(known).contains(FactServer.STALE);
            default -> false;
          };
      case null, default -> false;
    };
  }

  /// Hands over every fact of an owner. All owners together have each fact once.
  ///
  /// @throws DistributedException if the facts have changed since the first answer, or the owner
  ///   does not answer
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public void facts(Asking owner, FactScope scope, TripleSink sink) throws InterruptedException {
    match(
        owner,
        new Pattern(SUBJECT, PREDICATE, OBJECT),
        scope,
        row -> sink.accept(row[0], row[1], row[2]));
  }

  /// Hands over every fact of an owner, those too that say what named graphs state
  /// ([GraphPredicates]).
  ///
  /// @throws DistributedException as [#facts]
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public void everything(Asking owner, TripleSink sink) throws InterruptedException {
    facts(owner, FactScope.ALL, sink);
    for (int predicate : graphPredicates(owner)) {
      matches(owner, FactPattern.allOfPredicate(predicate), sink);
    }
  }

  /// The predicates of the facts by which an owner knows what named graphs state.
  List<Integer> graphPredicates(Asking owner) throws InterruptedException {
    List<Integer> predicates = new ArrayList<>();
    facts(owner, FactScope.GRAPHS, (_, predicate, _) -> predicates.add(predicate));
    return predicates;
  }

  /// Hands over the facts of an owner that agree with a pattern.
  void matches(Asking owner, FactPattern pattern, TripleSink sink) throws InterruptedException {
    answer(owner, pattern, Optional.empty()).all(factsOf(pattern, sink));
  }

  /// The facts of an owner that agree with a pattern, part by part, each larger than the one
  /// before.
  Parts parts(Asking owner, FactPattern pattern) {
    Answer answer = answer(owner, pattern, Optional.empty());
    answer.solutionsMax = PART_FIRST;
    return sink -> answer.next(factsOf(pattern, sink));
  }

  /// Makes facts of the solutions of a pattern.
  private static GroupSink factsOf(FactPattern pattern, TripleSink sink) {
    int[] fact = {pattern.subject(), pattern.predicate(), pattern.object()};
    int[] open = IntStream.range(0, 3).filter(i -> fact[i] == TermDictionary.NONE).toArray();
    return (row, _) -> {
      for (int i = 0; i < open.length; i++) {
        fact[open[i]] = row[i];
      }
      sink.accept(fact[0], fact[1], fact[2]);
    };
  }

  /// Counts the facts of an owner that agree with a pattern and that SPARQL sees, by the terms in
  /// some of the places that it leaves open.
  ///
  /// @param places two at most; 0 is the subject's, 1 the predicate's, 2 the object's
  /// @param sink takes the terms in these places, and how many facts have them; may get the same
  ///   terms again
  void groups(Asking owner, FactPattern pattern, int[] places, GroupSink sink)
      throws InterruptedException {
    var grouping =
        new Grouping(Arrays.stream(places).mapToObj(place -> VARIABLES.get(place).name()).toList());
    answer(owner, pattern, Optional.of(grouping)).all(sink);
  }

  /// Takes solutions.
  @FunctionalInterface
  interface GroupSink {
    /// Takes one.
    ///
    /// @param values used again for the next
    /// @param count how many it stands for
    void accept(int[] values, long count);
  }

  private Answer answer(Asking owner, FactPattern pattern, Optional<Grouping> grouping) {
    var asked =
        new Pattern(
            term(pattern.subject(), SUBJECT),
            term(pattern.predicate(), PREDICATE),
            term(pattern.object(), OBJECT));
    List<Pattern> also =
        pattern.also().stream()
            .map(
                each ->
                    new Pattern(
                        SUBJECT, term(each.predicate(), PREDICATE), term(each.object(), OBJECT)))
            .toList();
    Optional<Among> among =
        pattern
            .among()
            .map(
                terms ->
                    new Among(
                        (terms.isSubject() ? SUBJECT : OBJECT).name(),
                        terms.ids().stream().map(dictionary::term).toList()));
    var conditions = new Conditions(FactScope.ALL, also, among, pattern.filter(), grouping);
    return new Answer(owner, asked, conditions);
  }

  /// What is asked of facts besides the pattern; see [Query].
  private record Conditions(
      FactScope scope,
      List<Pattern> also,
      Optional<Among> among,
      String filter,
      Optional<Grouping> grouping) {
    static Conditions of(FactScope scope) {
      return new Conditions(scope, List.of(), Optional.empty(), "", Optional.empty());
    }
  }

  private Term term(int id, Variable open) {
    return id == TermDictionary.NONE ? open : dictionary.term(id);
  }

  /// Facts that come part by part, each part when it is asked for.
  @FunctionalInterface
  interface Parts {
    /// Hands over the next part, unless all have been.
    ///
    /// @return whether there are more
    /// @throws DistributedException as [#facts]
    /// @throws InterruptedException if the thread is interrupted meanwhile
    boolean next(TripleSink sink) throws InterruptedException;
  }

  /// The solutions of a pattern at some owners.
  Solutions solutions(List<Asking> owners, Pattern pattern) throws InterruptedException {
    List<String> names = names(pattern);
    var rows = new RowList(names.size());
    for (Asking owner : owners) {
      match(owner, pattern, FactScope.ALL, rows::add);
    }
    return new Solutions(names, rows, dictionary);
  }

  private static List<String> names(Pattern pattern) {
    return Stream.of(pattern.subject(), pattern.predicate(), pattern.object())
        .filter(Variable.class::isInstance)
        .map(term -> ((Variable) term).name())
        .distinct()
        .toList();
  }

  private void match(Asking owner, Pattern pattern, FactScope scope, Consumer<int[]> solution)
      throws InterruptedException {
    new Answer(owner, pattern, Conditions.of(scope)).all((row, _) -> solution.accept(row));
  }

  /// What an owner answers, part by part.
  private final class Answer {
    private final String id = UUID.randomUUID().toString();
    private final Asking owner;
    private final Pattern pattern;
    private final Conditions conditions;
    private final List<String> names;
    private int solutionsMax;
    private long start;
    private boolean isWhole;

    Answer(Asking owner, Pattern pattern, Conditions conditions) {
      this.owner = owner;
      this.pattern = pattern;
      this.conditions = conditions;
      names = conditions.grouping().map(Grouping::variables).orElseGet(() -> names(pattern));
    }

    /// Hands over the solutions of all parts.
    void all(GroupSink sink) throws InterruptedException {
      while (next(sink)) {
        // and the next part
      }
    }

    /// Hands over the solutions of the next part.
    ///
    /// @return whether there are more
    boolean next(GroupSink sink) throws InterruptedException {
      if (isWhole) {
        return false;
      }
      QueryResponse part =
          ask(
              owner,
              new Query(
                  id,
                  pattern,
                  sender,
                  version,
                  conditions.scope(),
                  conditions.also(),
                  conditions.among(),
                  conditions.filter(),
                  conditions.grouping(),
                  start,
                  solutionsMax));
      boolean isAsked =
          part.queryId().equals(id)
              && (version == 0 || part.version() == version)
              && (part.next() == 0 || part.next() > start);
      if (!isAsked) {
        throw new DistributedException("an owner of facts answers what was not asked");
      }
      version = part.version();
      handOver(part, names, conditions.grouping().isPresent(), sink);
      solutionsMax = Math.min(PART_MAX, PART_GROWTH * solutionsMax);
      start = part.next();
      isWhole = start == 0;
      return !isWhole;
    }
  }

  private static QueryResponse ask(Asking owner, Query query) throws InterruptedException {
    try {
      if (owner.ask(query) instanceof QueryResponse part) {
        return part;
      }
      throw new DistributedException("an owner of facts answers something else");
    } catch (IpcException e) {
      throw new DistributedException(IpcException.messageOf(e), e);
    } catch (StaleVersionException e) {
      throw new DistributedException(String.valueOf(e.getMessage()), e);
    }
  }

  private void handOver(QueryResponse part, List<String> names, boolean isGrouped, GroupSink sink) {
    RowBatch rows = RowBatch.of(part.rows(), dictionary);
    int count = part.results().size() + rows.size();
    boolean isSound =
        part.results().stream().allMatch(first -> first.terms().size() == names.size())
            && (rows.size() == 0 || (!part.results().isEmpty() && rows.width() == names.size()))
            && part.counts().size() == (isGrouped ? count : 0);
    if (!isSound) {
      throw otherVariables();
    }
    Iterator<Long> counts =
        isGrouped ? part.counts().iterator() : Collections.nCopies(count, 1L).iterator();
    for (Bindings first : part.results()) {
      sink.accept(names.stream().mapToInt(name -> value(first, name)).toArray(), counts.next());
    }
    int[] row = new int[names.size()];
    for (int i = 0; i < rows.size(); i++) {
      for (int place = 0; place < row.length; place++) {
        row[place] = rows.value(i, place);
      }
      sink.accept(row, counts.next());
    }
  }

  private int value(Bindings bindings, String name) {
    Term value = bindings.terms().get(name);
    if (value == null) {
      throw otherVariables();
    }
    return dictionary.intern(value);
  }

  private static DistributedException otherVariables() {
    return new DistributedException("an owner of facts answers with other variables than asked");
  }
}
