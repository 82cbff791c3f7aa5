package cwm.ipc;

import cwm.ipc.message.Bytes;
import cwm.ipc.message.IpcMessage.BarrierEnter;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.InstallSnapshot;
import cwm.ipc.message.IpcMessage.LockRequest;
import cwm.ipc.message.RaftCall;

/// Messages of which a test cares for little.
final class TestMessages {
  private TestMessages() {}

  static BarrierEnter barrierEnter(String barrierId, String nodeId) {
    return new BarrierEnter(barrierId, nodeId, 2, 1, "entry");
  }

  static BarrierRelease barrierRelease(String barrierId) {
    return new BarrierRelease(barrierId, 0, "entry");
  }

  static LockRequest lockRequest(String lockId, String nodeId) {
    return new LockRequest(lockId, nodeId, 1, "request");
  }

  static InstallSnapshot installSnapshot(Bytes data) {
    return new InstallSnapshot(
        3,
        "a",
        2,
        1,
        0,
        data,
        true,
        "transfer",
        0,
        "snapshot",
        Bytes.EMPTY,
        data.size(),
        0,
        true,
        data.size(),
        Bytes.EMPTY,
        new RaftCall("group", "a/1", "b/1", 0));
  }
}
