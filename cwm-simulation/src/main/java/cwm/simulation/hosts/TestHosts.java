package cwm.simulation.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// A few hosts on one network, made for a test.
///
/// - [#loopback]: addresses `127.0.0.x` of this host. Needs nothing, and nothing can be cut.
/// - [#inNamespaces]: any addresses, each in a network namespace of its own, so that many tests may
///   use the same addresses at once. Needs [Facility#NAMESPACES].
///
/// What is cut vanishes, as on a real network: senders get no error, only no answer. Whatever is on
/// the hosts is gone once they are closed; what a killed JVM leaves, the next one removes. Cuts are
/// made by one thread at a time.
public abstract sealed class TestHosts implements AutoCloseable
    permits LoopbackHosts, NamespaceHosts {
  private final List<Host> hosts = new ArrayList<>();
  private final Set<Direction> cuts = new LinkedHashSet<>();
  private final Thread closer = new Thread(this::removeAll, "test hosts");
  private boolean isClosed;

  /// One of two directions between two hosts, by index.
  record Direction(int from, int to) {}

  TestHosts() {
    Runtime.getRuntime().addShutdownHook(closer);
  }

  /// Hosts that are addresses of this host, which no other test uses at the same time.
  ///
  /// @param directory for the hosts' directories, each with a directory `logs`
  public static TestHosts loopback(Path directory, int count) throws IOException {
    var hosts = new LoopbackHosts();
    return hosts.open(directory, () -> hosts.reserve(count));
  }

  /// Hosts with a network of their own. A hub between them, at the first address of the first
  /// host's /24 network, passes packets on.
  ///
  /// @param directory for the hosts' directories, each with a directory `logs`
  /// @param addresses IPv4 addresses of one /24 network, without its first, such as `192.168.1.10`
  public static TestHosts inNamespaces(Path directory, String... addresses) throws IOException {
    var hosts = new NamespaceHosts();
    return hosts.open(directory, () -> hosts.connect(List.of(addresses)));
  }

  /// Makes the hosts, all or none.
  TestHosts open(Path directory, Network network) throws IOException {
    try {
      Leftovers.remove();
      for (Map.Entry<String, Host.Door> place : network.make().entrySet()) {
        String name = "host-" + (hosts.size() + 1);
        Path own = Files.createDirectories(directory.resolve(name)).toAbsolutePath();
        hosts.add(new Host(name, place.getKey(), own, place.getValue()));
      }
      return this;
    } catch (IOException | RuntimeException e) {
      try {
        close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /// Makes addresses, in order, and the ways to them.
  @FunctionalInterface
  interface Network {
    SequencedMap<String, Host.Door> make() throws IOException;
  }

  /// Whether all ports of the hosts are free for the test to use.
  public abstract boolean hasOwnPorts();

  /// Stops packets in directions where they pass.
  abstract void stopPackets(Collection<Direction> directions) throws IOException;

  /// Lets packets pass in directions where they are stopped.
  abstract void passPackets(Collection<Direction> directions) throws IOException;

  /// Ends what was made for the hosts, also if that was only half.
  abstract List<Tool.Action> cleanUp();

  /// All hosts, in order of their addresses as given.
  public List<Host> all() {
    return List.copyOf(hosts);
  }

  /// One of the hosts.
  ///
  /// @param index from 0
  public Host host(int index) {
    return hosts.get(index);
  }

  /// Cuts the link between two hosts. What is cut stays cut.
  ///
  /// @throws UnsupportedOperationException on loopback
  public void cut(Host a, Host b) {
    cut(Set.of(direction(a, b), direction(b, a)));
  }

  /// Cuts one direction of a link: nothing that `from` sends reaches `to` any more.
  ///
  /// @throws UnsupportedOperationException on loopback
  public void cutOneWay(Host from, Host to) {
    cut(Set.of(direction(from, to)));
  }

  /// Cuts all links of a host.
  ///
  /// @throws UnsupportedOperationException on loopback
  public void isolate(Host host) {
    partition(List.of(host), hosts.stream().filter(other -> other != host).toList());
  }

  /// Cuts all links between two groups of hosts, at once.
  ///
  /// @throws UnsupportedOperationException on loopback
  public void partition(Collection<Host> groupA, Collection<Host> groupB) {
    Set<Direction> directions = new LinkedHashSet<>();
    for (Host a : groupA) {
      for (Host b : groupB) {
        directions.add(direction(a, b));
        directions.add(direction(b, a));
      }
    }
    cut(directions);
  }

  /// Mends all links, at once.
  public void heal() {
    try {
      if (!cuts.isEmpty()) {
        passPackets(cuts);
        cuts.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Direction direction(Host from, Host to) {
    int fromIndex = hosts.indexOf(from);
    int toIndex = hosts.indexOf(to);
    if (fromIndex < 0 || toIndex < 0 || from == to) {
      throw new IllegalArgumentException(from + " and " + to + " are not two of " + hosts);
    }
    return new Direction(fromIndex, toIndex);
  }

  private void cut(Set<Direction> directions) {
    try {
      Set<Direction> open = new LinkedHashSet<>(directions);
      open.removeAll(cuts);
      if (!open.isEmpty()) {
        stopPackets(open);
        cuts.addAll(open);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Kills all processes, unmounts disks, and removes the network.
  ///
  /// @throws UncheckedIOException if something could not be removed; the rest is
  @Override
  public final void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(closer);
    } catch (IllegalStateException _) {
      return; // the JVM ends, and the hook does it
    }
    removeAll();
  }

  private synchronized void removeAll() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    List<Tool.Action> actions = new ArrayList<>();
    hosts.forEach(host -> actions.addAll(host.cleanUp()));
    actions.addAll(cleanUp());
    try {
      Tool.doAll(actions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
