package cwm.cluster.state;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Command.ForceSet;
import cwm.cluster.state.Command.LeadSet;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.MissNode;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Command.ReportJob;
import cwm.cluster.state.Command.ReportLinks;
import cwm.cluster.state.Command.SetStage;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Command.TakePart;
import cwm.cluster.state.Command.YieldSet;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.Outcome.BarrierReleased;
import cwm.cluster.state.Outcome.BarrierWaiting;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Outcome.LockGranted;
import cwm.cluster.state.Outcome.LockQueued;
import cwm.cluster.state.Outcome.NameTaken;
import cwm.cluster.state.Outcome.Rejected;
import cwm.cluster.state.Outcome.Rejected.Reason;
import cwm.cluster.state.Outcome.RequestEnded;
import cwm.cluster.state.Outcome.SessionGone;
import cwm.cluster.state.Outcome.SessionOpened;
import cwm.cluster.state.Outcome.SessionRenewed;
import cwm.cluster.state.Participant.Stage;
import java.util.List;
import java.util.Optional;

/// One of everything that has a format.
final class Examples {
  private static final String INCARNATION = "0b9d2c1e-7c5f-4d09-9a53-3c1f0e6a7d21";
  private static final Holder HOLDER = new Holder(new Request(300, "node-1", "r-7"), 70_000);

  /// In the order of their indexes.
  static final List<Command> COMMANDS =
      List.of(
          new PutMember("node-1", INCARNATION, "192.168.1.10:9000", Optional.of("old")),
          new RemoveMember("node-1", INCARNATION),
          new OpenSession("node-1", INCARNATION, "open-1", 10_000),
          new RenewSession(300, List.of("e-1", "e-2")),
          new CloseSession(300),
          new ExpireSession(300, 5_000_000_000L),
          new AcquireLock("lock", 300, "r-7"),
          new ReleaseLock("lock", 300, "r-7"),
          new EnterBarrier("barrier", 3, 300, "e-1"),
          new LeaveBarrier("barrier", 300, "e-1"),
          new TakePart(
              "node-1",
              INCARNATION,
              "run-1",
              299,
              4,
              3,
              true,
              true,
              new DataSettings("subject", 64, 2)),
          new Submit(
              "node-1",
              "run-1",
              2,
              List.of("l-1", "l-2"),
              List.of("r-1"),
              Thinking.ASKED_FOR,
              1_000,
              1_700_000,
              true,
              299),
          new SetStage("node-1", "run-1", Stage.LEAVING),
          new ReportJob(
              300,
              new NodeReport(
                  "node-1",
                  JobOutcome.THINK_FAILED,
                  "1000 rounds",
                  70_000,
                  300,
                  new JobCost(9, 20, 8, 700, 600, 500, 40_000, 1_500))),
          new LeadSet(2, "node-1", "run-1", 7),
          new YieldSet(2, "node-1", "run-1", 7),
          new MissNode(300, "node-2", "no session for 5 s"),
          new ForceSet(2, "node-1", true, 7),
          new ReportLinks("node-1", "run-1", List.of("node-2"), List.of("node-3")));

  /// Of supersteps and rounds.
  public static JobCost cost(long superstepCount, long roundCount, long millis) {
    return new JobCost(superstepCount, 0, roundCount, 0, 0, 0, 0, millis);
  }

  /// In the order of their indexes.
  static final List<Outcome> OUTCOMES =
      List.of(
          new Done(),
          new Rejected(Reason.OTHER_COUNT, "barrier b waits for 3 to enter, not for 2"),
          new NameTaken(new Member("node-1", INCARNATION, "192.168.1.10:9000", 17)),
          new SessionOpened(300),
          new SessionRenewed(),
          new SessionGone(),
          new LockGranted(HOLDER),
          new LockQueued(2, HOLDER),
          new BarrierReleased(4),
          new BarrierWaiting(4, List.of("node-1", "node-2"), 3),
          new RequestEnded());

  private Examples() {}

  /// A state with something of everything.
  static ClusterState state() {
    var log = new Log();
    long a = log.joinAndOpen("node-1");
    long b = log.joinAndOpen("node-2");
    log.acquire("lock-2", a, "r-1");
    log.acquire("lock-1", a, "r-2");
    log.acquire("lock-1", b, "r-1");
    log.enter("barrier-1", 2, a, "e-1");
    log.enter("barrier-1", 2, b, "e-1");
    log.enter("barrier-2", 3, b, "e-2");
    log.renew(a);
    log.release("lock-2", a, "r-1");
    addToAgenda(log);
    return log.state;
  }

  /// A map of node-1, a job that is to move half of it to node-2 and that one of them has reported,
  /// and a load that waits.
  private static void addToAgenda(Log log) {
    log.takePart("node-1", 1, false);
    log.takePart("node-2", 0, true);
    log.submit("node-1", true, "load-1");
    log.endJob();
    log.submit("node-2", false, "load-2");
    log.report("node-1", JobOutcome.THINK_FAILED, "a reason");
    log.submit("node-1", false, "load-3");
    log.apply(new ReportLinks("node-2", "node-2-run", List.of("node-1"), List.of()));
  }
}
