package cwm.simulation.hosts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What outlives a JVM that is killed: processes, network namespaces, mounted disks.
///
/// Each carries the id of the JVM that made it, so that the next one finds what nobody will remove
/// any more, and leaves alone what belongs to JVMs that run beside it.
final class Leftovers {
  /// In the environment of every process that is started: the id of the JVM that started it.
  static final String OWNER = "TEST_HOSTS_OWNER";

  /// Where ip(8) keeps network namespaces.
  static final Path NAMESPACES = Path.of("/run/netns");

  private static final String PREFIX = "cwm-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-\\S+");
  private static final AtomicInteger NAME_COUNT = new AtomicInteger();

  private Leftovers() {}

  /// A name for a network namespace that no other has.
  static String newName(String role) {
    return PREFIX + owner() + "-" + NAME_COUNT.incrementAndGet() + "-" + role;
  }

  /// The id of this JVM.
  static String owner() {
    return Long.toString(ProcessHandle.current().pid());
  }

  /// Mounts an empty disk in memory.
  static void mount(Path directory, int mebibytes) throws IOException {
    // Its name stands in the system's list of mounts.
    String disk = newName("disk");
    Tool.run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", disk, directory.toString());
  }

  /// Also if files on it are still open.
  static void unmount(Path directory) throws IOException {
    Tool.run("umount", "--lazy", directory.toString());
  }

  /// Removes a network namespace and the interfaces in it.
  static void deleteNamespace(String name) throws IOException {
    try {
      Tool.run("ip", "netns", "del", name);
    } catch (IOException e) {
      if (Files.exists(NAMESPACES.resolve(name))) {
        throw e;
      }
      // Another JVM has found it too, and was faster.
    }
  }

  /// Removes what JVMs that are gone have left. What cannot be removed is named on standard error;
  /// it is in nobody's way.
  static void remove() {
    try {
      Tool.doAll(removals());
    } catch (IOException e) {
      System.err.println("cannot remove all that earlier tests have left: " + e.getMessage());
    }
  }

  private static List<Tool.Action> removals() throws IOException {
    List<Tool.Action> actions = new ArrayList<>();
    ProcessHandle.allProcesses()
        .filter(Leftovers::isOrphan)
        .forEach(process -> actions.add(process::destroyForcibly));
    for (String mount : lines(Path.of("/proc/mounts"))) {
      String[] fields = mount.split(" ");
      if (isLeft(fields[0]) && fields[2].equals("tmpfs")) {
        actions.add(() -> unmount(Path.of(fields[1])));
      }
    }
    if (Files.isDirectory(NAMESPACES)) {
      try (var names = Files.list(NAMESPACES)) {
        names
            .map(file -> file.getFileName().toString())
            .filter(Leftovers::isLeft)
            .forEach(name -> actions.add(() -> deleteNamespace(name)));
      }
    }
    return actions;
  }

  private static boolean isLeft(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() && isGone(matcher.group(1));
  }

  private static boolean isGone(String owner) {
    return ProcessHandle.of(Long.parseLong(owner)).isEmpty();
  }

  private static boolean isOrphan(ProcessHandle process) {
    String prefix = OWNER + "=";
    return environment(process).stream()
        .filter(variable -> variable.startsWith(prefix))
        .anyMatch(variable -> isGone(variable.substring(prefix.length())));
  }

  private static List<String> environment(ProcessHandle process) {
    try {
      return List.of(
          Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"), ISO_8859_1)
              .split("\0"));
    } catch (IOException _) {
      return List.of(); // it has ended, or belongs to somebody else
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
