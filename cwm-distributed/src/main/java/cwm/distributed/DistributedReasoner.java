package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterListener;
import cwm.cluster.NodeState;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.JobResult;
import cwm.cluster.state.Participant;
import cwm.cluster.state.ReplicaSet;
import cwm.cluster.state.Thinking;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import cwm.ipc.message.FactScope;
import cwm.ipc.message.Pattern;
import cwm.jena.sparql.Services;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Triple;
import cwm.reasoner.partition.PartitionStrategy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/// A node's part in reasoning over a cluster: facts of all nodes are dealt out to all, and rules
/// run on all of them to the one fixpoint that a single machine would come to.
///
/// ```java
/// var reasoner = new DistributedReasoner(localStore, cluster, PartitionStrategy.HASH);
/// reasoner.think(rules, maxSteps);
/// Solutions persons = reasoner.query("SELECT ?s { ?s a <http://example.org/Person> }");
/// ```
///
/// Rules are facts: those of a store are loaded with it, and stay in force once somebody has had
/// the cluster think. Any thread may call, but a handler of messages.
public final class DistributedReasoner implements AutoCloseable {
  private static final Duration TELLING_TIMEOUT = Duration.ofSeconds(5);

  /// Less than whoever asks waits by default.
  private static final Duration VIEW_TIMEOUT = Duration.ofSeconds(3);

  private static final Duration FAREWELL = Duration.ofSeconds(50);

  private static final TripleList NOTHING = new TripleList();
  private static final long ANY_VERSION = 0;

  private final Cluster cluster;
  private final Threads threads;
  private final ReasoningConfig config;
  private final String instance = UUID.randomUUID().toString();
  private final SetKeeper sets;
  private final LinkWatch links;
  private final JobRunner jobs;
  private final Requests requests;
  private final Loading loading;
  private final WholeFacts whole;

  private final Threads.Monitor lock;
  private Agenda agenda; // guarded by `lock`
  private boolean isClosed; // guarded by `lock`

  /// Takes part with the facts of a store, which are dealt out to all nodes. Waits until that is
  /// done.
  ///
  /// @param localStore has its terms in the dictionary of the cluster's node; it is only read
  /// @param cluster joined
  /// @throws ClusterException `REFUSED` if the nodes of the cluster have another strategy
  /// @throws DistributedException if the facts cannot be dealt out
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public DistributedReasoner(FactStore localStore, Cluster cluster, PartitionStrategy strategy)
      throws InterruptedException {
    this(cluster, Threads.ofProcess(), ReasoningConfig.of(strategy));
    if (localStore.dictionary() != cluster.node().dictionary()) {
      throw new IllegalArgumentException("the store has another dictionary than the node");
    }
    takePart();
    var facts = new TripleList();
    localStore.tables().forEach(table -> table.forEachAsserted(facts));
    if (facts.size() > 0) {
      require(await(finishInputs(facts, false, 0)));
    } else {
      finishInputs();
    }
  }

  private DistributedReasoner(Cluster cluster, Threads threads, ReasoningConfig config) {
    this.cluster = cluster;
    this.threads = threads;
    this.config = config;
    lock = threads.newMonitor();
    requests = new Requests(cluster, threads, instance);
    var loads = new LoadServer(cluster.node(), threads, this::loadOfTool);
    sets = new SetKeeper(cluster, threads, instance);
    links = new LinkWatch(cluster, threads, instance, sets::asideChanged);
    jobs = new JobRunner(cluster, threads, instance, config, sets, loads::add, this::close);
    loading = new Loading(requests, jobs);
    whole =
        new WholeFacts(
            cluster,
            threads,
            new FactServer(cluster.node(), threads, jobs),
            this::agenda,
            this::await);
    new PlacementServer(cluster, threads, this::upToDate).listen();
    agenda = cluster.agenda();
    cluster.addListener(
        new ClusterListener() {
          @Override
          public void agendaChanged(Agenda later) {
            DistributedReasoner.this.agendaChanged(later);
          }

          @Override
          public void removed(String reason, boolean isWished) {
            requests.fail(reason);
          }
        });
    cluster
        .node()
        .addPeerListener(
            new PeerListener() {
              @Override
              public void peerDown(PeerInfo peer, String reason) {
                signal();
              }
            });
    cluster.beforeLeaving(this::farewell);
    agendaChanged(cluster.agenda());
    sets.start();
    links.start();
    jobs.start();
  }

  /// Takes part without facts so far. Until this node has finished its inputs ([#finishInputs]), it
  /// owns none. Waits until the cluster has agreed.
  ///
  /// @param cluster joined
  /// @throws ClusterException `REFUSED` if the nodes of the cluster have other settings; `CLOSED`
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public static DistributedReasoner start(Cluster cluster, ReasoningConfig config)
      throws InterruptedException {
    return start(cluster, Threads.ofProcess(), config);
  }

  /// The same, with threads of the caller's making.
  ///
  /// @throws ClusterException as the other
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public static DistributedReasoner start(Cluster cluster, Threads threads, ReasoningConfig config)
      throws InterruptedException {
    var reasoner = new DistributedReasoner(cluster, threads, config);
    reasoner.takePart();
    return reasoner;
  }

  private void takePart() throws InterruptedException {
    try {
      requests.takePart(config);
    } catch (ClusterException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private void agendaChanged(Agenda later) {
    lock.lock();
    try {
      agenda = later;
      lock.signalAll();
    } finally {
      lock.unlock();
    }
    links.agendaChanged(later);
    sets.agendaChanged(later);
    jobs.agendaChanged(later);
    requests.agendaChanged(later);
  }

  private CompletableFuture<JobResult> loadOfTool(TripleList facts, boolean thinks)
      throws InterruptedException {
    requireSomething(facts, thinks);
    return loading.submit(facts, NOTHING, thinking(thinks), 0, false, ANY_VERSION);
  }

  private void signal() {
    lock.lock();
    try {
      lock.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How far the copies of others are behind, of the sets that this node leads.
  public List<CopyLag> copyLags() {
    return sets.lags();
  }

  /// How far this node is with its part in the job that is under way; empty if it has none.
  public Optional<JobProgress> progress() {
    return jobs.progress();
  }

  /// Whether this node has its share of the facts, and all that follows from them is there, as far
  /// as it knows.
  public boolean hasShare() {
    return cluster.agenda().hasShare(cluster.nodeId(), instance);
  }

  /// The dictionary that facts have their terms in.
  public TermDictionary dictionary() {
    return cluster.node().dictionary();
  }

  /// What the nodes do together, as this node knows it.
  public Agenda agenda() {
    lock.lock();
    try {
      return agenda;
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- loading and thinking

  /// Has facts dealt out to all nodes, with all that follows once somebody has had the cluster
  /// think. Waits until the cluster knows of the wish.
  ///
  /// @param facts kept, and not to be changed any more
  /// @return done when the facts are where they belong
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public CompletableFuture<JobResult> load(TripleList facts) throws InterruptedException {
    requireSomething(facts, false);
    return loading.submit(facts, NOTHING, Thinking.AS_EVER, 0, false, ANY_VERSION);
  }

  /// Has facts stated no longer that inputs of any nodes state, and all derived anew if somebody
  /// has had the cluster think. What rules conclude stays. Waits until the cluster knows of the
  /// wish, and before that for what this node has asked to be loaded.
  ///
  /// @param facts kept, and not to be changed any more; those that no input states do not matter
  /// @return done when that is done
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public CompletableFuture<JobResult> remove(TripleList facts) throws InterruptedException {
    requireSomething(facts, false);
    return loading.submit(NOTHING, facts, Thinking.AS_EVER, 0, false, ANY_VERSION);
  }

  /// Says that this node has no inputs, or none any more. It owns facts from the next job on. Waits
  /// until the cluster knows.
  ///
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public void finishInputs() throws InterruptedException {
    var _ = requests.submit(Requests.Wish.NO_MORE_INPUTS);
  }

  /// Says that this node has read all its inputs, and has them dealt out. It owns facts from then
  /// on. Waits until the cluster knows of the wish.
  ///
  /// @param facts kept, and not to be changed any more
  /// @param thinks whether to run the rules
  /// @param maxSteps rounds of rules after which to give up; 0 for no limit
  /// @return done when that is done
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public CompletableFuture<JobResult> finishInputs(TripleList facts, boolean thinks, long maxSteps)
      throws InterruptedException {
    requireSomething(facts, thinks);
    return loading.submit(facts, NOTHING, thinking(thinks), maxSteps, true, ANY_VERSION);
  }

  private static Thinking thinking(boolean isAskedFor) {
    return isAskedFor ? Thinking.ASKED_FOR : Thinking.AS_EVER;
  }

  private static void requireSomething(TripleList facts, boolean thinks) {
    if (facts.size() == 0 && !thinks) {
      throw new IllegalArgumentException("no facts to load, and nothing else to do");
    }
  }

  /// Adds rules, and has the cluster derive everything that follows from all facts under all rules.
  /// Waits until that is done.
  ///
  /// @param rules statements of `log:implies`
  /// @param maxSteps rounds after which to give up; 0 for no limit
  /// @throws DistributedException if it cannot be done
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public JobResult think(Collection<Triple> rules, long maxSteps) throws InterruptedException {
    TripleList facts = TripleList.of(dictionary(), rules);
    return require(
        await(loading.submit(facts, NOTHING, Thinking.ASKED_FOR, maxSteps, false, ANY_VERSION)));
  }

  private JobResult await(CompletableFuture<JobResult> answer) throws InterruptedException {
    try {
      return threads.get(answer, Threads.FOREVER_NANOS);
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e); // it waits for ever
    }
  }

  private static DistributedException failure(ExecutionException e) {
    Throwable why = e.getCause();
    return new DistributedException(why == null ? "" : String.valueOf(why.getMessage()), e);
  }

  /// The result of a job that ended well.
  ///
  /// @throws DistributedException if it did not
  public static JobResult require(JobResult result) {
    return switch (result.outcome()) {
      case DONE -> result;
      case THINK_FAILED, BROKEN -> throw new DistributedException(result.reason());
    };
  }

  // ---------------------------------------------------------------- asking

  /// The solutions of a SPARQL query, SELECT or ASK, over the facts of all nodes, derived ones
  /// included.
  ///
  /// @throws cwm.jena.sparql.SparqlException if the text has mistakes, or the query fails
  /// @throws DistributedException if an owner of facts does not answer
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public Solutions query(String sparql) throws InterruptedException {
    return ask(
        SparqlRequest.readQuery(sparql, "query", ""),
        QueryStrategy.PARALLEL,
        new QueryTerms(new QueryLog(), Optional.empty(), Services.NONE),
        answer -> Solutions.of(answer, dictionary()));
  }

  /// Answers a SPARQL query over the facts of all nodes. It is asked anew while facts change, and
  /// when another node takes the place of one that is lost.
  ///
  /// @param terms of which the log is told what the last try has fetched
  /// @param taker gets the answer of each try, which may fail while it takes rows; what it throws
  ///   then of its own ends the query
  /// @throws cwm.jena.sparql.SparqlException if the query takes too long or fails
  /// @throws DistributedException if an owner of facts does not answer
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public <T> T ask(
      SparqlRequest.OfQuery query,
      QueryStrategy strategy,
      QueryTerms terms,
      Function<SparqlAnswer, T> taker)
      throws InterruptedException {
    var deadline = new Deadline(threads, terms.timeout());
    return whole.read(
        deadline,
        version -> {
          terms.log().clear();
          return DistributedQuery.run(
              query, whole.nodes(version, deadline), strategy, terms.with(deadline.left()), taker);
        });
  }

  /// Does updates of SPARQL, all of them as one change: nobody sees a part of it, and it is made to
  /// the very facts that its patterns have seen. If these have changed meanwhile, all is found
  /// anew. As with [#remove], what rules conclude stays.
  ///
  /// @param reader reads what LOAD names
  /// @param putsOff whether rules may wait for a later job
  /// @return how the change went; empty if there is none to make
  /// @throws cwm.jena.sparql.SparqlException if one of the updates fails or all take too long, and
  ///   then nothing is changed, or it was asked for and may yet be
  /// @throws DistributedException if an owner of facts does not answer, or the change cannot be
  ///   made
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public Optional<JobResult> update(
      SparqlRequest.OfUpdate update,
      QueryTerms terms,
      Function<String, TripleList> reader,
      boolean putsOff)
      throws InterruptedException {
    var deadline = new Deadline(threads, terms.timeout());
    return whole.read(
        deadline,
        version -> {
          terms.log().clear();
          DistributedUpdate.Change change =
              DistributedUpdate.find(
                  update, whole.nodes(version, deadline), terms.with(deadline.left()), reader);
          return change(
              change.added(),
              change.removed(),
              putsOff,
              change.isOfFacts() ? version : ANY_VERSION,
              deadline);
        });
  }

  /// Has facts stated in a graph, and waits until they are.
  ///
  /// @param graph the id of its name; empty for the default graph
  /// @param putsOff whether rules may wait for a later job
  /// @return how that went; empty if there are none
  /// @throws cwm.jena.sparql.SparqlException if it takes too long, and may yet be done
  /// @throws DistributedException if it cannot be done
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public Optional<JobResult> add(
      Optional<Integer> graph, TripleList facts, Duration timeout, boolean putsOff)
      throws InterruptedException {
    return change(
        whole.asFacts(graph, facts),
        NOTHING,
        putsOff,
        ANY_VERSION,
        new Deadline(threads, Optional.of(timeout)));
  }

  /// Has facts stated in a graph and all others of it stated no longer, rules among them, as one
  /// change; and waits until that is done.
  ///
  /// @return as [#add]
  /// @throws cwm.jena.sparql.SparqlException as [#add]
  /// @throws DistributedException if it cannot be done
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public Optional<JobResult> replace(
      Optional<Integer> graph, TripleList facts, Duration timeout, boolean putsOff)
      throws InterruptedException {
    var deadline = new Deadline(threads, Optional.of(timeout));
    return whole.read(
        deadline,
        version ->
            change(
                whole.asFacts(graph, facts),
                whole.asFacts(graph, whole.graph(version, graph)),
                putsOff,
                version,
                deadline));
  }

  private Optional<JobResult> change(
      TripleList added, TripleList removed, boolean putsOff, long onVersion, Deadline deadline)
      throws InterruptedException {
    if (added.size() == 0 && removed.size() == 0) {
      return Optional.empty();
    }
    CompletableFuture<JobResult> answer;
    try {
      Thinking thinking = putsOff ? Thinking.PUT_OFF : Thinking.AS_EVER;
      answer = loading.submit(added, removed, thinking, 0, false, onVersion);
    } catch (StaleVersionException e) {
      throw new DistributedException(String.valueOf(e.getMessage()), e);
    }
    try {
      return Optional.of(require(threads.get(answer, deadline.leftNanos(Threads.FOREVER_NANOS))));
    } catch (TimeoutException _) {
      throw new SparqlException(
          SparqlException.Kind.TIMED_OUT,
          "the change was asked for and is not made yet; it is made when the cluster can");
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /// The solutions of a graph pattern over the facts of all nodes, derived ones included.
  ///
  /// @param pattern N3 text: statements with variables, such as `?s a <http://example.org/Person>.
  ///   ?s <http://example.org/knows> ?o`, with prefixes before them. Lists and formulas in it match
  ///   what equals them
  /// @throws cwm.rdf.RdfException if the text has mistakes
  /// @throws DistributedException if an owner of facts does not answer
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public Solutions match(String pattern) throws InterruptedException {
    List<Triple> atoms = N3Reader.parse(pattern, "").orThrow().statements();
    return whole.read(
        Deadline.none(threads),
        version -> {
          Solutions all = Solutions.unit(dictionary());
          for (Triple atom : atoms) {
            var asked = new Pattern(atom.subject(), atom.predicate(), atom.object());
            all = all.join(whole.solutions(version, asked));
          }
          return all;
        });
  }

  /// All facts of all nodes, of the default graph.
  ///
  /// @throws DistributedException if an owner of facts does not answer
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public TripleList facts(FactScope scope) throws InterruptedException {
    return whole.read(Deadline.none(threads), version -> whole.facts(version, scope));
  }

  /// The facts of a graph.
  ///
  /// @param graph the id of its name; empty for the default graph
  /// @return none if there is no such graph
  /// @throws DistributedException if an owner of facts does not answer
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public TripleList graph(Optional<Integer> graph) throws InterruptedException {
    return whole.read(Deadline.none(threads), version -> whole.graph(version, graph));
  }

  /// Whether there is a named graph.
  ///
  /// @throws DistributedException if an owner of facts does not answer
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public boolean hasGraph(int name) throws InterruptedException {
    return whole.read(Deadline.none(threads), version -> whole.hasGraph(version, name));
  }

  /// All facts, those too that say what named graphs state ([cwm.rdf.store.GraphPredicates]).
  ///
  /// @throws DistributedException if an owner of facts does not answer
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public TripleList everything() throws InterruptedException {
    return whole.read(Deadline.none(threads), whole::everything);
  }

  private Agenda upToDate() throws InterruptedException {
    whole.awaitUpToDate(VIEW_TIMEOUT);
    return agenda();
  }

  // ---------------------------------------------------------------- the end

  /// Says that this node has its answer, and waits until all nodes have theirs.
  ///
  /// @return whether they have within the time
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public boolean awaitClosed(Duration timeout) throws InterruptedException {
    requests.setStage(Participant.Stage.DONE, timeout);
    return await(now -> now.isClosed() || (areOthersDone(now) && areOthersGone()), timeout);
  }

  /// Waits until the other nodes have ended too, if this one leads: they hear by it that all have
  /// their answers.
  ///
  /// @return whether they have ended within the time
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public boolean awaitOthersGone(Duration timeout) throws InterruptedException {
    return cluster.role() != NodeState.LEADER || await(_ -> areOthersGone(), timeout);
  }

  private boolean areOthersDone(Agenda now) {
    return now.participants().stream()
        .allMatch(each -> isThis(each.node()) || each.stage() == Participant.Stage.DONE);
  }

  private boolean areOthersGone() {
    return agenda().participants().stream()
        .allMatch(
            each -> isThis(each.node()) || cluster.node().peer(each.node().nodeId()).isEmpty());
  }

  /// Gives all that this node owns to the others, and waits until they have it. If there are no
  /// others, nothing is given and nothing waited for.
  ///
  /// @return whether they have it within the time
  /// @throws ClusterException `TIMEOUT` if the cluster cannot be told at all
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public boolean handOver(Duration timeout) throws InterruptedException {
    requests.setStage(Participant.Stage.LEAVING, TELLING_TIMEOUT);
    return await(this::isFree, timeout);
  }

  /// Hands over because this node is to leave.
  private CompletableFuture<?> farewell() {
    var said = new CompletableFuture<Boolean>();
    threads.start(
        "cwm-farewell",
        () -> {
          try {
            said.complete(hasEnded() || handOver(FAREWELL));
          } catch (RuntimeException | InterruptedException e) {
            said.completeExceptionally(e);
          }
        });
    return said;
  }

  private boolean hasEnded() {
    lock.lock();
    try {
      return isClosed;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFree(Agenda now) {
    boolean isToLeave =
        now.participant(cluster.nodeId())
            .filter(each -> isThis(each.node()) && each.stage() != Participant.Stage.LEAVING)
            .isEmpty();
    if (!isToLeave) {
      return false; // this node does not know yet what has come about before it said so
    }
    boolean hasOthers =
        now.participants().stream().anyMatch(each -> each.stage() != Participant.Stage.LEAVING);
    boolean canMove = hasOthers && now.lostOwners().isEmpty();
    boolean owns = now.placedSets().stream().anyMatch(this::isPartOf);
    boolean isBusy =
        now.running().stream()
            .anyMatch(
                job ->
                    job.nodes().stream().anyMatch(this::isThis)
                        || job.layout().sets().stream()
                            .flatMap(id -> now.set(id).stream())
                            .anyMatch(this::isPartOf));
    return !isBusy && (!owns || !canMove);
  }

  /// Whether a set needs this node, to lead it or to have a majority.
  private boolean isPartOf(ReplicaSet set) {
    return set.home().equals(cluster.nodeId())
        || set.has(cluster.nodeId())
        || set.leader().filter(this::isThis).isPresent();
  }

  private boolean isThis(JobNode node) {
    return node.instance().equals(instance);
  }

  /// Waits until something holds of the agenda, for a while.
  ///
  /// @return whether it does
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public boolean await(Predicate<Agenda> condition, Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (!condition.test(agenda)) {
        if (left <= 0 || isClosed) {
          return false;
        }
        left = lock.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// What a node owns, for tests of this package.
  Optional<Shard> shard(long version, Duration timeout) throws InterruptedException {
    return jobs.read(version, timeout, (owned, _) -> owned);
  }

  /// Takes part no longer, at once. What this node owns is lost to the cluster unless it was handed
  /// over. Waits for a moment until the cluster knows.
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      lock.signalAll();
    } finally {
      lock.unlock();
    }
    jobs.close();
    requests.fail("this node is closed");
    requests.end();
    sets.close();
    links.close();
  }
}
