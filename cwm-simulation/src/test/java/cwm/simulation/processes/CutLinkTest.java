package cwm.simulation.processes;

import static cwm.simulation.processes.LoadedCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.Facility;
import cwm.simulation.hosts.Host;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.Requires;
import cwm.simulation.hosts.TestHosts;
import cwm.simulation.hosts.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Real processes of which two cease to reach one another, one of them the leader of the cluster:
/// whoever asks the third is answered as before, with what is new.
@ExtendWith(ProcessLogs.class)
@Requires(Facility.NAMESPACES)
class CutLinkTest {
  @TempDir private Path folder;

  @Test
  void oneOfTwoThatDoNotReachOneAnotherGivesWayUntilTheyDo() throws Exception {
    try (var hosts = TestHosts.inNamespaces(folder, "10.78.0.2", "10.78.0.3", "10.78.0.4")) {
      LoadedCluster cluster = LoadedCluster.start(hosts, folder, false);
      Set<String> stated = new TreeSet<>(Files.readAllLines(cluster.data()));
      for (Cut cut : List.<Cut>of(hosts::cut, hosts::cutOneWay)) {
        awaitShares(cluster);
        ClusterNode leader = cluster.processes().awaitLeader(cluster.processes().all(), PATIENCE);
        List<ClusterNode> others = cluster.processes().others(leader);
        cut.make(leader.host(), others.getFirst().host());
        ClusterNode third = others.getLast();
        String fact = "<urn:s%d> <urn:p> <urn:more> .".formatted(stated.size());
        Path more = Files.writeString(folder.resolve("more-%d.nt".formatted(stated.size())), fact);
        stated.add(fact);
        cluster.run(third, 0, "load", more.toString(), "--think");
        assertThat(cluster.dump(third)).isEqualTo(LoadedCluster.closure(stated));
        assertThat(LoadedCluster.text(cluster.run(third, 0, "cluster", "status").stdout()))
            .contains("do not reach one another", "leads nothing, until they do");
        hosts.heal();
      }
      awaitShares(cluster);
      assertThat(cluster.dump(cluster.node(0))).isEqualTo(LoadedCluster.closure(stated));
    }
  }

  /// Ends the ways from one host to another.
  @FunctionalInterface
  private interface Cut {
    void make(Host one, Host other);
  }

  private static void awaitShares(LoadedCluster cluster) {
    Waiting.await("each to lead its share", PATIENCE, () -> areShared(cluster));
  }

  private static boolean areShared(LoadedCluster cluster) {
    try {
      String partitions =
          LoadedCluster.text(cluster.run(cluster.node(1), 0, "cluster", "partitions").stdout());
      return partitions.contains("every fact has 2 copies")
          && Stream.of("in the place of", "now:").noneMatch(partitions::contains);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
