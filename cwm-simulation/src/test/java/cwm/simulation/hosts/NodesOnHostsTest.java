package cwm.simulation.hosts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Real nodes on hosts whose link fails as links do, without a word.
@ExtendWith(ProcessLogs.class)
@Requires(Facility.NAMESPACES)
class NodesOnHostsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HEARTBEAT_MILLIS = "100";

  @TempDir private Path folder;

  @Test
  void aCutSessionIsLostOnBothSidesAndComesBack() throws Exception {
    try (var hosts = TestHosts.inNamespaces(folder, "192.168.1.10", "192.168.1.11")) {
      HostProcess first = start(hosts.host(0), "node-1");
      first.awaitStdout("listening"::equals, PATIENCE);
      HostProcess second = start(hosts.host(1), "node-2", "192.168.1.10:9000");
      awaitBoth(first, second, "up 1");

      hosts.cut(hosts.host(0), hosts.host(1));
      awaitBoth(first, second, "down 1");
      hosts.heal();
      awaitBoth(first, second, "up 2");

      // What one side does not hear is enough for both.
      hosts.cutOneWay(hosts.host(0), hosts.host(1));
      awaitBoth(first, second, "down 2");
      hosts.heal();
      awaitBoth(first, second, "up 3");
    }
  }

  private static HostProcess start(Host host, String id, String... peer) throws Exception {
    var command =
        JavaCommand.of(TalkingNode.class.getName(), id, host.address() + ":9000", HEARTBEAT_MILLIS);
    return host.start(id, command.with(List.of(peer)));
  }

  private static void awaitBoth(HostProcess first, HostProcess second, String event) {
    first.awaitStdout(line -> line.startsWith(event + " node-2"), PATIENCE);
    second.awaitStdout(line -> line.startsWith(event + " node-1"), PATIENCE);
  }
}
