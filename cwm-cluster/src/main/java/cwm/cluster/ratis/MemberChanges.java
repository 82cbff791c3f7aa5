package cwm.cluster.ratis;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.RaftServer.Division;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes of a log's members, and of its leader, by the leader.
final class MemberChanges {
  private static final Logger logger = LoggerFactory.getLogger(MemberChanges.class);

  /// How many of the longest election timeouts a change may take once the new members have
  /// answered.
  private static final int AGREEMENT_PATIENCE = 3;

  private final RatisLogHost host;
  private final RaftGroupId group;
  private final MemberId self;
  private final Leading leading;
  private final ClientId client = ClientId.randomId();

  MemberChanges(RatisLogHost host, RaftGroupId group, MemberId self, Leading leading) {
    this.host = host;
    this.group = group;
    this.self = self;
    this.leading = leading;
  }

  private interface Change {
    CompletableFuture<RaftClientReply> begin() throws IOException;
  }

  /// See [cwm.cluster.log.ReplicatedLog#changeMembers].
  CompletableFuture<ChangeResult> change(
      Collection<LogMember> expected, Collection<LogMember> members) {
    Optional<String> mistake = mistakeIn(expected, members);
    if (mistake.isPresent()) {
      return CompletableFuture.completedFuture(new ChangeResult.Failed(true, mistake.get()));
    }
    var arguments =
        SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .setServersInCurrentConf(RaftPeers.peers(expected, true))
            .setListenersInCurrentConf(RaftPeers.peers(expected, false))
            .setServersInNewConf(RaftPeers.peers(members, true))
            .setListenersInNewConf(RaftPeers.peers(members, false))
            .build();
    var request =
        new SetConfigurationRequest(
            client, RaftPeers.id(self), group, CallId.getAndIncrement(), arguments);
    Duration timeout =
        RaftSettings.stagingTimeout(host.settings())
            .plus(host.settings().electionTimeoutMax().multipliedBy(AGREEMENT_PATIENCE));
    return run(() -> host.server().setConfigurationAsync(request), timeout);
  }

  private Optional<String> mistakeIn(
      Collection<LogMember> expected, Collection<LogMember> members) {
    Set<MemberId> ids = new HashSet<>();
    for (LogMember member : members) {
      if (!ids.add(member.id())) {
        return Optional.of(member.id() + " is named twice");
      }
    }
    if (members.stream().noneMatch(LogMember::votes)) {
      return Optional.of("nobody would vote");
    }
    if (members.contains(new LogMember(self, false))) {
      return Optional.of(self + " leads and cannot cease to vote; hand over leadership first");
    }
    long known = members.stream().filter(LogMember::votes).filter(expected::contains).count();
    return known == 0
        ? Optional.of("no voter would remain; change members one after another")
        : Optional.empty();
  }

  /// See [cwm.cluster.log.ReplicatedLog#transferLeadership].
  CompletableFuture<ChangeResult> transfer(Division division, Set<MemberId> candidates) {
    if (!division.getInfo().isLeader()) {
      return CompletableFuture.completedFuture(
          new ChangeResult.Failed(false, self + " does not lead"));
    }
    Duration timeout = host.settings().electionTimeoutMax().multipliedBy(2);
    long since = System.nanoTime() - host.settings().electionTimeoutMax().toNanos();
    Optional<RaftPeerId> next = leading.mostAdvanced(division, candidates, since);
    if (next.isEmpty()) {
      return CompletableFuture.completedFuture(
          new ChangeResult.Failed(false, "no other voter answers that may lead"));
    }
    var request = transferTo(next.get(), timeout);
    return run(() -> host.server().transferLeadershipAsync(request), timeout.multipliedBy(2));
  }

  /// Leads no longer, without a successor.
  void stepDown() {
    var timeout = host.settings().electionTimeoutMax();
    var _ =
        run(() -> host.server().transferLeadershipAsync(transferTo(null, timeout)), timeout)
            .thenAccept(
                result -> {
                  if (result instanceof ChangeResult.Failed(var _, String reason)) {
                    logger.info("{}: did not step down: {}", self, reason);
                  }
                });
  }

  private TransferLeadershipRequest transferTo(@Nullable RaftPeerId next, Duration timeout) {
    return new TransferLeadershipRequest(
        client, RaftPeers.id(self), group, CallId.getAndIncrement(), next, timeout.toMillis());
  }

  // ---------------------------------------------------------------- results

  /// Runs a change on a thread of its own, since Ratis waits for locks and disks to begin it.
  private static CompletableFuture<ChangeResult> run(Change change, Duration timeout) {
    var reply = new CompletableFuture<RaftClientReply>();
    Thread.startVirtualThread(
        () -> {
          try {
            var _ =
                change
                    .begin()
                    .whenComplete(
                        (answer, failure) -> {
                          if (failure == null) {
                            reply.complete(answer);
                          } else {
                            reply.completeExceptionally(failure);
                          }
                        });
          } catch (IOException | RuntimeException e) {
            reply.completeExceptionally(e);
          }
        });
    return reply
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (answer, failure) -> {
              if (failure == null && answer.isSuccess()) {
                return new ChangeResult.Done();
              }
              Throwable cause = failure == null ? answer.getException() : Failures.unwrap(failure);
              if (cause instanceof TimeoutException) {
                return new ChangeResult.Failed(
                    false,
                    "not agreed on within %d ms; it may still come about"
                        .formatted(timeout.toMillis()));
              }
              return new ChangeResult.Failed(
                  cause instanceof SetConfigurationException, Failures.messageOf(cause));
            });
  }
}
