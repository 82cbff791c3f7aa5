package cwm.simulation.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Hosts in network namespaces, each with a cable to a hub that routes between them.
///
/// The hub is where links are cut: a rule for two addresses sends what it routes into a black hole.
/// A host could not do that for itself, because a sender learns at once of a black hole in its own
/// tables, and a bridge in place of the hub could do it only with filters that not every kernel
/// has.
final class NamespaceHosts extends TestHosts {
  private final String hub = Leftovers.newName("hub");
  private final List<String> addresses = new ArrayList<>();
  private final List<String> namespaces = new ArrayList<>();

  /// Makes the hub and the hosts around it.
  SequencedMap<String, Host.Door> connect(List<String> allAddresses) throws IOException {
    addresses.addAll(allAddresses);
    addNamespace(hub);
    configure(hub, Stream.of("link set lo up"));
    try {
      new NetworkNamespace(hub)
          .call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1"));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot make " + hub + " route", e);
    }
    SequencedMap<String, Host.Door> doors = new LinkedHashMap<>();
    for (String address : addresses) {
      doors.put(address, addHost(doors.size(), address));
    }
    return doors;
  }

  private Host.Door addHost(int index, String address) throws IOException {
    String namespace = Leftovers.newName("host-" + (index + 1));
    addNamespace(namespace);
    String network = address.substring(0, address.lastIndexOf('.'));
    String gateway = network + ".1";
    String port = "port" + index;
    configure(
        hub,
        Stream.of(
            "link add " + port + " type veth peer name eth0 netns " + namespace,
            "link set " + port + " up",
            "addr add " + gateway + "/32 dev " + port,
            "route add " + address + "/32 dev " + port));
    configure(
        namespace,
        Stream.of(
            "link set lo up",
            // One network to look at, but every packet goes to the hub.
            "addr add " + address + "/24 dev eth0 noprefixroute",
            "link set eth0 up",
            "route add " + gateway + " dev eth0 src " + address,
            "route add " + network + ".0/24 via " + gateway + " src " + address));
    return new Inside(namespace);
  }

  private void addNamespace(String name) throws IOException {
    namespaces.add(name); // first, so that what is made by halves is removed
    Tool.run("ip", "netns", "add", name);
  }

  /// Runs commands of ip(8) in a namespace.
  private static void configure(String namespace, Stream<String> commands) throws IOException {
    String batch = commands.collect(Collectors.joining("\n", "", "\n"));
    Tool.run(batch, List.of("ip", "-n", namespace, "-batch", "-"));
  }

  @Override
  public boolean hasOwnPorts() {
    return true;
  }

  @Override
  void stopPackets(Collection<Direction> directions) throws IOException {
    configure(hub, directions.stream().map(direction -> "rule add " + rule(direction)));
  }

  @Override
  void passPackets(Collection<Direction> directions) throws IOException {
    configure(hub, directions.stream().map(direction -> "rule del " + rule(direction)));
  }

  private String rule(Direction direction) {
    int preference = 1 + direction.from() * addresses.size() + direction.to();
    return "pref %d from %s to %s blackhole"
        .formatted(preference, addresses.get(direction.from()), addresses.get(direction.to()));
  }

  @Override
  List<Tool.Action> cleanUp() {
    return namespaces.stream()
        .<Tool.Action>map(name -> () -> Leftovers.deleteNamespace(name))
        .toList();
  }

  /// The way into a namespace.
  private record Inside(String namespace) implements Host.Door {
    @Override
    public List<String> through(List<String> command) {
      // ip(8) becomes the command, so that signals reach it.
      return Stream.concat(Stream.of("ip", "netns", "exec", namespace), command.stream()).toList();
    }

    @Override
    public <T> T call(Callable<T> task) throws Exception {
      return new NetworkNamespace(namespace).call(task);
    }
  }
}
