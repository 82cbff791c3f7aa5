package cwm.simulation;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.ipc.message.Bytes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What a [SimulatedLog] knows and does while it leads, in one term.
final class Leading {
  private static final int PENDING_COUNT_MAX = 1_000;

  private final SimulatedLog self;
  private final LogCopy copy;
  private final Map<String, Follower> followers = new TreeMap<>();
  private final NavigableMap<Long, CompletableFuture<ProposeResult>> proposals = new TreeMap<>();
  private long openingIndex;
  private boolean hasEnded;

  /// The change under way: until its new members have caught up, and then until it is committed.
  private @Nullable Change change;

  private @Nullable CompletableFuture<ChangeResult> transfer;
  private Set<MemberId> candidates = Set.of();

  /// What is known of another member.
  private static final class Follower {
    final MemberId id;
    long match;
    long heardNanos;
    boolean isUnderWay;

    Follower(MemberId id, long nowNanos) {
      this.id = id;
      heardNanos = nowNanos;
    }
  }

  private record Change(
      Configuration before, List<LogMember> members, CompletableFuture<ChangeResult> result) {
    /// Whether it leaves all as it is.
    boolean isNone() {
      return Set.copyOf(before.members()).equals(Set.copyOf(members));
    }
  }

  Leading(SimulatedLog self) {
    this.self = self;
    copy = self.copy();
  }

  void start() {
    copy.configuration().everybody().forEach(this::addFollower);
    openingIndex = copy.lastIndex() + 1;
    append(new LogEntry.Opening(copy.raftTerm()));
    beat();
  }

  private void addFollower(MemberId id) {
    if (!id.equals(copy.self())) {
      followers.computeIfAbsent(id.toString(), _ -> new Follower(id, self.nanoTime()));
    }
  }

  /// Whether all that earlier leaders committed is applied here.
  boolean isReady() {
    return self.lastApplied() >= openingIndex;
  }

  /// Leads no longer.
  void end(String reason) {
    hasEnded = true;
    proposals.values().forEach(result -> result.complete(new ProposeResult.Unknown(reason)));
    if (change != null) {
      change.result().complete(new ChangeResult.Failed(false, reason));
    }
    if (transfer != null) {
      transfer.complete(new ChangeResult.Failed(false, reason));
    }
  }

  // ---------------------------------------------------------------- appending and sending

  private void append(LogEntry entry) {
    copy.append(entry);
    self.later(self.delay(self.faults().syncDelayMax()), this::sync);
    followers.values().forEach(this::send);
  }

  private void sync() {
    if (!hasEnded && !self.failsToWrite()) {
      copy.sync();
      advance();
    }
  }

  /// Shows all that this member leads, unless it has lost them.
  private void beat() {
    if (hasEnded) {
      return;
    }
    long oldest = self.nanoTime() - self.times().electionTimeoutMax().toNanos();
    if (!copy.configuration().hasMajority(id -> isSelf(id) || heardNanos(id) > oldest)) {
      self.follow(copy.raftTerm(), Optional.empty());
      return;
    }
    followers.values().forEach(this::send);
    self.later(self.times().heartbeatInterval(), this::beat);
  }

  private boolean isSelf(MemberId id) {
    return id.equals(copy.self());
  }

  private long heardNanos(MemberId id) {
    Follower follower = followers.get(id.toString());
    return follower == null ? 0 : follower.heardNanos;
  }

  private long match(MemberId id) {
    Follower follower = followers.get(id.toString());
    return follower == null ? 0 : follower.match;
  }

  /// Sends a follower what it has not, or a heartbeat.
  private void send(Follower follower) {
    if (!follower.isUnderWay) {
      follower.isUnderWay = true;
      self.later(self.delay(self.faults().messageDelayMax()), () -> deliver(follower));
    }
  }

  private void deliver(Follower follower) {
    follower.isUnderWay = false;
    SimulatedLog other = self.find(follower.id).orElse(null);
    if (hasEnded || other == null || !other.isReachedBy(self)) {
      return; // the next heartbeat tries again
    }
    Optional<Long> match = other.accept(self);
    if (!self.isReachedBy(other)) {
      return;
    }
    if (other.copy().raftTerm() > copy.raftTerm()) {
      self.follow(other.copy().raftTerm(), Optional.empty());
      return;
    }
    follower.heardNanos = self.nanoTime();
    match.ifPresent(index -> follower.match = index);
    advance();
    if (match.isPresent() && follower.match < copy.lastIndex() && !other.isSlow()) {
      send(follower);
    }
  }

  // ---------------------------------------------------------------- committing

  /// Commits what a majority has.
  private void advance() {
    if (hasEnded) {
      return;
    }
    long committed = self.commitIndex();
    long index = copy.lastIndex();
    while (index > committed && !isOnMajority(index)) {
      index--;
    }
    // An earlier leader's entry is committed by one of this term only (Raft paper, 5.4.2).
    if (index > committed && copy.termAt(index) == copy.raftTerm()) {
      self.commit(index);
      followers.values().forEach(this::send);
    }
    goOnWithChange();
    goOnWithTransfer();
  }

  private boolean isOnMajority(long index) {
    return copy.configuration()
        .hasMajority(id -> (isSelf(id) ? copy.syncedIndex() : match(id)) >= index);
  }

  /// An entry was applied here.
  void applied(long index, Bytes outcome) {
    CompletableFuture<ProposeResult> result = proposals.remove(index);
    if (result != null) {
      result.complete(new ProposeResult.Committed(index, outcome));
    }
    if (index == openingIndex) {
      self.tell();
    }
  }

  /// Makes sure that this member leads now.
  ///
  /// @return what is committed at this moment, at some later one; never if it does not lead
  CompletableFuture<Long> confirmCommitted() {
    var confirmed = new CompletableFuture<Long>();
    long index = self.commitIndex();
    self.later(self.delay(self.faults().messageDelayMax()), () -> confirm(index, confirmed));
    return confirmed;
  }

  private void confirm(long index, CompletableFuture<Long> confirmed) {
    Set<MemberId> support = new HashSet<>();
    for (MemberId voter : copy.configuration().voters()) {
      if (hasEnded) {
        return;
      }
      if (isSelf(voter) || acknowledges(voter)) {
        support.add(voter);
      }
    }
    if (hasEnded) {
      return;
    }
    if (copy.configuration().hasMajority(support::contains)) {
      confirmed.complete(index);
    } else {
      self.later(self.times().heartbeatInterval(), () -> confirm(index, confirmed));
    }
  }

  private boolean acknowledges(MemberId id) {
    SimulatedLog voter = self.find(id).orElse(null);
    if (voter == null || !voter.isReachedBy(self) || !self.isReachedBy(voter)) {
      return false;
    }
    if (voter.copy().raftTerm() > copy.raftTerm()) {
      self.follow(voter.copy().raftTerm(), Optional.empty());
      return false;
    }
    return voter.copy().raftTerm() == copy.raftTerm();
  }

  // ---------------------------------------------------------------- proposals

  CompletableFuture<ProposeResult> propose(Bytes command) {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return CompletableFuture.completedFuture(
          new ProposeResult.Unavailable(copy.self() + ": " + obstacle.get()));
    }
    var result = new CompletableFuture<ProposeResult>();
    boolean isLost = self.happens(self.faults().lostOutcomeShare());
    if (isLost) {
      Duration delay = self.randomUpTo(self.times().electionTimeoutMin());
      self.later(delay, () -> result.complete(new ProposeResult.Unknown("no answer")));
    }
    if (!isLost || self.happens(0.5)) {
      long index = copy.lastIndex() + 1;
      if (!isLost) {
        proposals.put(index, result);
      }
      append(new LogEntry.Command(copy.raftTerm(), command));
    }
    return self.inTime(
        result, new ProposeResult.Unknown("not committed in " + self.times().requestTimeout()));
  }

  private Optional<String> obstacle() {
    if (self.failsToWrite()) {
      return Optional.of("the disk is full");
    }
    if (!isReady()) {
      return Optional.of("not ready yet");
    }
    if (transfer != null) {
      return Optional.of("hands over leadership");
    }
    if (proposals.size() >= PENDING_COUNT_MAX) {
      return Optional.of(PENDING_COUNT_MAX + " proposals are under way");
    }
    return self.happens(self.faults().refusedShare()) ? Optional.of("busy") : Optional.empty();
  }

  // ---------------------------------------------------------------- changing the members

  CompletableFuture<ChangeResult> changeMembers(List<LogMember> expected, List<LogMember> members) {
    Configuration before = copy.configuration();
    boolean isOpen = before.isSettled() && copy.configurationIndex() <= self.commitIndex();
    if (self.failsToWrite() || !isReady() || change != null || transfer != null || !isOpen) {
      return failed(false, "not ready, or another change is under way");
    }
    if (!Set.copyOf(before.members()).equals(Set.copyOf(expected))) {
      return failed(true, "the members are " + before.members() + ", not " + expected);
    }
    if (members.stream().noneMatch(LogMember::votes)) {
      return failed(true, "nobody would vote");
    }
    var result = new CompletableFuture<ChangeResult>();
    change = new Change(before, members, result);
    Configuration.of(members).everybody().forEach(this::addFollower);
    followers.values().forEach(this::send);
    goOnWithChange();
    var _ = result.whenComplete((_, _) -> change = null);
    return self.inTime(
        result, new ChangeResult.Failed(false, "not done in " + self.times().requestTimeout()));
  }

  private static CompletableFuture<ChangeResult> failed(boolean isFinal, String reason) {
    return CompletableFuture.completedFuture(new ChangeResult.Failed(isFinal, reason));
  }

  private void forgetOthers() {
    Set<MemberId> everybody = copy.configuration().everybody();
    followers.values().removeIf(follower -> !everybody.contains(follower.id));
  }

  /// Takes the next step of a change: the new members catch up, both configurations hold, the new
  /// one does. Without a change under way the members are whom the log names.
  private void goOnWithChange() {
    Configuration now = copy.configuration();
    boolean isCommitted = copy.configurationIndex() <= self.commitIndex();
    if (!now.isSettled()) {
      if (isCommitted) {
        append(new LogEntry.Reconfigured(copy.raftTerm(), now.settled()));
        if (self.random().nextBoolean()) {
          forgetOthers(); // who has left may never learn of it
        }
      }
    } else if (change != null && now.equals(change.before()) && !change.isNone()) {
      if (haveCaughtUp(change)) {
        append(
            new LogEntry.Reconfigured(
                copy.raftTerm(), new Configuration(change.members(), now.members())));
      }
    } else if (isCommitted) {
      finishChange();
    }
  }

  private boolean haveCaughtUp(Change asked) {
    return asked.members().stream()
        .map(LogMember::id)
        .filter(id -> !asked.before().isMember(id))
        .allMatch(id -> match(id) >= self.commitIndex());
  }

  private void finishChange() {
    if (change != null) {
      change.result().complete(new ChangeResult.Done());
    }
    if (!copy.configuration().isVoter(copy.self()) && !hasEnded) {
      followers.values().forEach(this::tellCommitted);
      resign();
    } else if (!hasEnded) {
      followers.values().stream()
          .filter(follower -> !copy.configuration().isMember(follower.id))
          .forEach(this::tellCommitted);
      forgetOthers();
    }
  }

  /// Leads no more, for it has no vote any more.
  private void resign() {
    if (copy.configuration().isMember(copy.self())) {
      self.follow(copy.raftTerm(), Optional.empty());
    } else {
      self.leaveForGood();
    }
  }

  /// Lets another member know what is committed.
  private void tellCommitted(Follower follower) {
    self.find(follower.id)
        .filter(other -> other.isReachedBy(self))
        .ifPresent(other -> other.accept(self));
  }

  /// Whether a member is about to be taken in.
  boolean isTakingIn(MemberId id) {
    return change != null && Configuration.of(change.members()).isMember(id);
  }

  // ---------------------------------------------------------------- handing over

  Map<MemberId, Long> progress() {
    Map<MemberId, Long> progress = new HashMap<>();
    followers.values().forEach(follower -> progress.put(follower.id, follower.match));
    return progress;
  }

  CompletableFuture<ChangeResult> transferLeadership(Set<MemberId> to) {
    if (transfer != null || change != null || !copy.configuration().isSettled()) {
      return failed(false, "a change is under way");
    }
    if (copy.configuration().voters().size() == 1) {
      return failed(true, "nobody else votes");
    }
    var result = new CompletableFuture<ChangeResult>();
    transfer = result;
    candidates = to;
    goOnWithTransfer();
    var _ = result.whenComplete((_, _) -> transfer = null);
    return self.inTime(result, new ChangeResult.Failed(false, "no other voter took over"));
  }

  /// Has another voter stand that has everything.
  private void goOnWithTransfer() {
    CompletableFuture<ChangeResult> result = transfer;
    if (result == null || hasEnded) {
      return;
    }
    for (MemberId voter : copy.configuration().voters()) {
      boolean mayLead = !isSelf(voter) && candidates.contains(voter);
      SimulatedLog other = mayLead ? self.find(voter).orElse(null) : null;
      if (other != null && other.isReachedBy(self) && match(voter) == copy.lastIndex()) {
        transfer = null; // this term may end here
        other.stand();
        if (other.leadership().role() == Leadership.Role.LEADER) {
          result.complete(new ChangeResult.Done());
          return;
        }
        if (hasEnded) {
          result.complete(new ChangeResult.Failed(false, other.self() + " was not elected"));
          return;
        }
        transfer = result;
      }
    }
  }
}
