package cwm.simulation;

import cwm.cluster.log.MemberId;
import cwm.ipc.message.Bytes;
import cwm.ipc.transport.SimulatedNetwork;
import cwm.ipc.transport.SimulatedTransport;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// All logs of a simulated world: how members of [SimulatedLog] find and reach one another.
///
/// Members run Raft, but call one another in place of sending messages: a vote or an append is one
/// event, in which both sides act at once or, where a cut or a standstill is in between, neither or
/// the receiver only. That leaves out how messages overtake one another, which is the real
/// adapter's affair, and leaves in all that the layers above can see: terms and leaders, what is
/// committed when, who lags, what gets lost. [LogFaults] adds what the network alone does not.
///
/// Not for use by several threads, as [SimulatedNetwork].
public final class SimulatedLogs {
  private final SimulatedNetwork network;
  private final SimulatedTransport fate;
  private final RandomGenerator random;
  private final Map<UUID, Group> groups = new LinkedHashMap<>();
  private LogFaults faults;
  private Reach reach = (_, _) -> true;
  private BiPredicate<Bytes, Bytes> areAlike = (_, _) -> false;
  private Timers.Timer nextLeaderChange = () -> {};

  /// Which members can talk beyond what the network allows, such as those whose nodes have met.
  public interface Reach {
    boolean reaches(MemberId from, MemberId to);
  }

  /// The open copies of one log, and what all of them together must never do.
  private record Group(Map<MemberId, SimulatedLog> members, LogChecks checks) {}

  public SimulatedLogs(SimulatedNetwork network, LogFaults faults) {
    this.network = network;
    this.faults = faults;
    random = network.newRandom();
    fate = network.host("fate");
    changeLeadersLater();
  }

  /// A node's access to its logs.
  ///
  /// @param host where the node runs, in this life
  /// @param disk where it keeps them, in all its lives
  public SimulatedLogHost host(SimulatedTransport host, LogDisk disk, LogTimes times) {
    return new SimulatedLogHost(this, host, disk, times);
  }

  /// Has members of a log have the same state although their snapshots differ.
  ///
  /// @param newAreAlike whether two snapshots say the same
  public void compareSnapshotsBy(BiPredicate<Bytes, Bytes> newAreAlike) {
    areAlike = newAreAlike;
  }

  /// Has other things go wrong from now on.
  public void setFaults(LogFaults newFaults) {
    faults = newFaults;
    changeLeadersLater();
  }

  /// Lets members talk only where `newReach` allows it too.
  public void setReach(Reach newReach) {
    reach = newReach;
  }

  /// What went wrong that no fault excuses, for people; empty if all is well.
  public List<String> problems() {
    return groups.values().stream().flatMap(group -> group.checks().problems().stream()).toList();
  }

  /// The names of all logs there ever were.
  Set<UUID> groups() {
    return Set.copyOf(groups.keySet());
  }

  /// Who takes part, as the newest leader of a log sees it; nobody if there is none, or that is
  /// about to change.
  Set<MemberId> members(UUID group) {
    return group(group).members().values().stream()
        .filter(SimulatedLog::isAwake)
        .filter(member -> member.leadership().isReady())
        .max(Comparator.comparingLong(member -> member.leadership().raftTerm()))
        .map(SimulatedLog::settledMembers)
        .orElse(Set.of());
  }

  /// How all logs are, for people.
  String describe() {
    return groups.entrySet().stream()
        .map(group -> group.getKey() + ": " + group.getValue().members().values())
        .collect(Collectors.joining("; "));
  }

  LogFaults faults() {
    return faults;
  }

  RandomGenerator newRandom() {
    return network.newRandom();
  }

  // ---------------------------------------------------------------- who is there

  void add(SimulatedLog member) {
    group(member.group()).members().put(member.self(), member);
  }

  void remove(SimulatedLog member) {
    group(member.group()).members().remove(member.self(), member);
  }

  LogChecks checks(UUID group) {
    return group(group).checks();
  }

  Optional<SimulatedLog> find(UUID group, MemberId id) {
    return Optional.ofNullable(group(group).members().get(id));
  }

  private Group group(UUID id) {
    return groups.computeIfAbsent(
        id,
        _ ->
            new Group(
                new LinkedHashMap<>(), new LogChecks((one, other) -> areAlike.test(one, other))));
  }

  /// Whether what one member says arrives at the other.
  boolean reaches(SimulatedLog from, SimulatedLog to) {
    return from.isAwake()
        && to.isAwake()
        && !network.isCut(from.hostName(), to.hostName())
        && reach.reaches(from.self(), to.self());
  }

  // ---------------------------------------------------------------- elections without need

  private void changeLeadersLater() {
    nextLeaderChange.cancel();
    Duration every = faults.leaderChangeEvery();
    if (every.isPositive()) {
      nextLeaderChange = fate.timers().schedule(randomAround(random, every), this::changeLeader);
    }
  }

  private void changeLeader() {
    List<SimulatedLog> members = new ArrayList<>();
    groups.values().forEach(group -> members.addAll(group.members().values()));
    members.removeIf(member -> !member.isAwake());
    if (!members.isEmpty()) {
      members.get(random.nextInt(members.size())).stand();
    }
    changeLeadersLater();
  }

  /// The time until something happens that happens every `mean` on average, whatever was before.
  static Duration randomAround(RandomGenerator random, Duration mean) {
    return Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * mean.toNanos()));
  }
}
