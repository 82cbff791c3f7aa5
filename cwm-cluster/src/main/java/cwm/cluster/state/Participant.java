package cwm.cluster.state;

import cwm.cluster.log.MemberId;
import java.util.Optional;

/// A node that takes part in jobs.
///
/// @param node who
/// @param incarnation which life of the member
/// @param isDurable whether what it keeps outlives its process
/// @param since the index of the command by which it took part
/// @param expectedNodeCount nodes that are to have finished their inputs before anybody thinks
/// @param isOnce whether it ends when its answer is there
/// @param stage how far it is
/// @param lastRequest the number of its last request
/// @param isWaiting whether its last request has to be answered by a job
/// @param wantsThink whether it has asked for the rules to be run
/// @param maxSteps rounds after which to give up; 0 for no limit
/// @param nowMillis when it asked for the rules to be run
/// @param answered the last of its requests that was answered
/// @param answer the answer to that
public record Participant(
    JobNode node,
    String incarnation,
    boolean isDurable,
    long since,
    int expectedNodeCount,
    boolean isOnce,
    Stage stage,
    long lastRequest,
    boolean isWaiting,
    boolean wantsThink,
    long maxSteps,
    long nowMillis,
    long answered,
    Optional<JobResult> answer) {

  /// How far a node is. It goes only forward. The order is part of the format.
  public enum Stage {
    /// It reads its inputs.
    LOADING,
    /// It has asked for its inputs to be dealt out, and owns facts.
    READY,
    /// It has its answer, and ends when all others have theirs. It still owns facts.
    DONE,
    /// It is to own nothing any more.
    LEAVING,
    /// It takes part no longer.
    GONE
  }

  static Participant begun(Command.TakePart part, long since) {
    return new Participant(
        new JobNode(part.nodeId(), part.instance(), part.workerCount()),
        part.incarnation(),
        part.isDurable(),
        since,
        part.expectedNodeCount(),
        part.isOnce(),
        Stage.LOADING,
        0,
        false,
        false,
        0,
        0,
        0,
        Optional.empty());
  }

  /// Complains of a participant that no agenda has.
  void requireSound() {
    Image.require(answered <= lastRequest, nodeId() + " has an answer too many");
    Image.require(answer.isPresent() == (answered > 0), nodeId() + " has an answer to nothing");
    Image.require(!isWaiting || answered < lastRequest, nodeId() + " waits for what it has");
    Image.require(!wantsThink || isWaiting, nodeId() + " wants what it does not wait for");
    Image.require(stage != Stage.GONE, nodeId() + " takes part no longer");
  }

  MemberId member() {
    return new MemberId(nodeId(), incarnation);
  }

  String nodeId() {
    return node.nodeId();
  }

  /// Whether a request of it is still to be answered.
  boolean awaits(long request) {
    return isWaiting && request > answered && request <= lastRequest;
  }

  /// Whether it may own facts.
  public boolean mayOwn() {
    return stage == Stage.READY || stage == Stage.DONE;
  }

  /// Whether it has read all its inputs.
  public boolean hasFinishedInputs() {
    return stage != Stage.LOADING;
  }

  Participant withStage(Stage newStage) {
    return newStage.compareTo(stage) <= 0
        ? this
        : new Participant(
            node,
            incarnation,
            isDurable,
            since,
            expectedNodeCount,
            isOnce,
            newStage,
            lastRequest,
            isWaiting,
            wantsThink,
            maxSteps,
            nowMillis,
            answered,
            answer);
  }

  Participant asking(Command.Submit submit) {
    boolean waits = isWaiting || submit.thinks() || submit.loadCount() > 0;
    return new Participant(
        node,
        incarnation,
        isDurable,
        since,
        expectedNodeCount,
        isOnce,
        stage,
        submit.request(),
        waits,
        wantsThink || submit.thinks(),
        submit.thinks() ? submit.maxSteps() : maxSteps,
        submit.thinks() ? submit.nowMillis() : nowMillis,
        answered,
        answer);
  }

  /// The same with the requests up to one answered.
  Participant answeredBy(JobResult result, long request) {
    boolean hasNewer = lastRequest > request;
    return new Participant(
        node,
        incarnation,
        isDurable,
        since,
        expectedNodeCount,
        isOnce,
        stage,
        lastRequest,
        hasNewer && isWaiting,
        hasNewer && wantsThink,
        maxSteps,
        nowMillis,
        request,
        Optional.of(result));
  }
}
