package cwm.simulation.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What the system must offer for some tests. Each is tried once, by doing it.
public enum Facility {
  /// Hosts with networks of their own ([TestHosts#inNamespaces]).
  NAMESPACES("root and ip(8) from Debian package iproute2") {
    @Override
    void attempt() throws IOException {
      String name = Leftovers.newName("attempt");
      Tool.run("ip", "netns", "add", name);
      try {
        Tool.run("ip", "-n", name, "link", "add", "v0", "type", "veth", "peer", "name", "v1");
        Tool.run("ip", "-n", name, "rule", "add", "pref", "1", "from", "10.0.0.1", "blackhole");
      } finally {
        Tool.run("ip", "netns", "del", name);
      }
    }
  },

  /// Small disks ([Host#mountDisk]).
  DISKS("root and the right to mount a tmpfs") {
    @Override
    void attempt() throws IOException {
      Path directory = Files.createTempDirectory("cwm-attempt");
      try {
        Leftovers.mount(directory, 1);
        Leftovers.unmount(directory);
      } finally {
        Files.delete(directory);
      }
    }
  },

  /// The program that the documentation asks health with.
  CURL("curl(1) from Debian package curl") {
    @Override
    void attempt() throws IOException {
      Tool.run("curl", "--version");
    }
  },

  /// A browser.
  CHROMIUM("chromium(1) from Debian package chromium") {
    @Override
    void attempt() throws IOException {
      Tool.run("/usr/bin/chromium", "--version");
    }
  },

  /// The generator of workloads, which stands outside this repository.
  WORKLOADS("python3(1) from Debian package python3, and gen/gen.py below -Dcwm.bench") {
    @Override
    void attempt() throws IOException {
      Tool.run("python3", "--version");
      Path generator = workloadGenerator();
      if (!Files.exists(generator)) {
        throw new IOException("no " + generator);
      }
    }
  };

  private static final Map<Facility, Optional<String>> MISSING = new ConcurrentHashMap<>();

  private final String need;

  Facility(String need) {
    this.need = need;
  }

  abstract void attempt() throws IOException;

  /// The Python program that makes workloads.
  public static Path workloadGenerator() {
    return Path.of(System.getProperty("cwm.bench", "../../shared/bench"), "gen", "gen.py")
        .toAbsolutePath()
        .normalize();
  }

  /// What a test cannot have here, for people; empty if it is there.
  Optional<String> missing() {
    return MISSING.computeIfAbsent(this, Facility::find);
  }

  private Optional<String> find() {
    try {
      attempt();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("needs " + need + " (" + oneLine(e) + ")");
    }
  }

  private static String oneLine(IOException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }
}
