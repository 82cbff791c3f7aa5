package cwm.simulation.hosts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/// One of the [TestHosts]: an IP address, a directory, and the processes that run there.
public final class Host {
  private final String name;
  private final String address;
  private final Path directory;
  private final Door door;
  private final Queue<HostProcess> processes = new ConcurrentLinkedQueue<>();
  private final Queue<Path> disks = new ConcurrentLinkedQueue<>();

  Host(String name, String address, Path directory, Door door) {
    this.name = name;
    this.address = address;
    this.directory = directory;
    this.door = door;
  }

  /// How one gets to where a host's addresses mean what they mean there.
  interface Door {
    /// The command line that runs one there.
    List<String> through(List<String> command);

    /// Calls something there.
    <T> T call(Callable<T> task) throws Exception;
  }

  /// Such as `host-1`.
  public String name() {
    return name;
  }

  /// Where the other hosts reach it.
  public String address() {
    return address;
  }

  /// Its own directory, for whatever the test puts there. Processes work in it.
  public Path directory() {
    return directory;
  }

  /// All processes that were started here, also those that have ended.
  public List<HostProcess> processes() {
    return List.copyOf(processes);
  }

  /// Starts a JVM here.
  ///
  /// @param processName for people and for the names of its files; may be used again
  public HostProcess start(String processName, JavaCommand command) throws IOException {
    return start(processName, command.toCommandLine(), command.environment());
  }

  /// Starts any program here.
  ///
  /// @param processName for people and for the names of its files; may be used again
  public HostProcess start(String processName, List<String> command) throws IOException {
    return start(processName, command, Map.of());
  }

  private HostProcess start(
      String processName, List<String> command, Map<String, String> environment)
      throws IOException {
    Path logs = Files.createDirectories(directory.resolve("logs"));
    String fileName = processName + "-" + (processes.size() + 1);
    HostProcess process =
        HostProcess.start(fileName, door.through(command), environment, directory, logs);
    processes.add(process);
    return process;
  }

  /// Calls something as if this JVM were here: an address that it connects to is looked for from
  /// this host, and a server that it opens is reached at this host. Costs a thread.
  public <T> T call(Callable<T> task) throws Exception {
    return door.call(task);
  }

  /// Asks a web server, with an address as it is understood on this host: `127.0.0.1` is this host.
  ///
  /// @param patience how long connecting, and each wait for bytes, may take
  /// @throws IOException if there is no answer
  public HttpAnswer get(String url, Duration patience) throws IOException {
    try {
      return call(() -> HttpAnswer.get(URI.create(url), patience));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /// A port of this host that nobody used a moment ago.
  public int freePort() throws IOException {
    try {
      return call(
          () -> {
            try (var socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
              return socket.getLocalPort();
            }
          });
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /// Mounts an empty disk in memory, which is full sooner than a real one. Processes that run
  /// already do not see it. Needs [Facility#DISKS].
  ///
  /// @param diskName of its directory below [#directory()]
  /// @return that directory
  public Path mountDisk(String diskName, int mebibytes) throws IOException {
    Path disk = Files.createDirectories(directory.resolve(diskName));
    Leftovers.mount(disk, mebibytes);
    disks.add(disk);
    return disk;
  }

  /// What it takes to leave nothing behind.
  List<Tool.Action> cleanUp() {
    List<Tool.Action> actions = new ArrayList<>();
    processes.forEach(process -> actions.add(process::close));
    for (Path disk = disks.poll(); disk != null; disk = disks.poll()) {
      Path mounted = disk;
      actions.add(() -> Leftovers.unmount(mounted));
    }
    return actions;
  }

  @Override
  public String toString() {
    return name + " (" + address + ")";
  }
}
