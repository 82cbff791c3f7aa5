package cwm.simulation.hosts;

import java.nio.file.Path;
import java.util.List;

/// A program that makes everything there is to leave behind, and waits to be killed.
final class HostsOwner {
  private HostsOwner() {}

  /// Prints the id of the process that it started.
  ///
  /// @param args a directory
  public static void main(String[] args) throws Exception {
    try (var hosts = TestHosts.inNamespaces(Path.of(args[0], "owned"), "192.168.1.10")) {
      Host host = hosts.host(0);
      host.mountDisk("disk", 1);
      HostProcess process = host.start("idle", List.of("sleep", "1000"));
      System.out.println("pid " + process.pid());
      process.awaitExit(EchoClient.PATIENCE.multipliedBy(10));
    }
  }
}
