package cwm.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Finds workloads, and has those made that are not there.
///
/// The generator is `gen/gen.py` of the benchmark data outside this repository; what it has made is
/// kept and used again.
final class Workloads {
  static final List<String> DEFAULT =
      List.of(
          "dtb-1000",
          "dtb-10000",
          "dtb-100000",
          "tc-chain-1000",
          "tc-chain-2000",
          "tcn-chain-1000",
          "tc-rand-2000-4000",
          "sg-8-700",
          "tri-3000-150000",
          "lubm-1",
          "lubm-10",
          "lubm-50",
          "lubm-meta-1",
          "lubm-meta-10",
          "lubm-meta-50");

  /// Those that run long enough for two workers to matter.
  static final List<String> SCALING =
      List.of(
          "dtb-100000",
          "tc-chain-2000",
          "tcn-chain-1000",
          "tc-rand-2000-4000",
          "sg-8-700",
          "tri-3000-150000",
          "lubm-50",
          "lubm-meta-50");

  /// The generator writes this file last.
  private static final String COUNT = "COUNT";

  private final Path directory;
  private final Path home;
  private final Path generator;

  /// @param directory where workloads are or are made, one directory each
  /// @param generator the directory that has `gen/gen.py`
  Workloads(Path directory, Path generator) {
    this.directory = directory.toAbsolutePath().normalize();
    home = Objects.requireNonNull(this.directory.getParent(), "the workloads' parent directory");
    this.generator = generator.toAbsolutePath().normalize();
  }

  /// A workload, made if need be; says on standard error why there is none.
  Optional<Workload> find(String name) {
    Path count = directory.resolve(name).resolve(COUNT);
    if (!Files.exists(count) && !generate(name)) {
      return Optional.empty();
    }
    try {
      long inputCount = Long.parseLong(Files.readString(count).strip());
      return Optional.of(new Workload(name, home, directory.resolve(name), inputCount));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean generate(String name) {
    Path script = generatorScript("gen.py");
    if (!Files.exists(script)) {
      System.err.printf(
          "compare: SKIPPED %s: it is not in %s, and there is no generator %s (--generator names"
              + " its place)%n",
          name, directory, script);
      return false;
    }
    System.err.printf("compare: making %s ...%n", name);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // With a relative path, which the generator writes into rules: see Workload#home.
    List<String> command =
        List.of("python3", script.toString(), directory.getFileName().toString(), name);
    boolean isMade = Shell.succeeds(home, command);
    if (!isMade) {
      System.err.printf("compare: SKIPPED %s: the generator failed%n", name);
    }
    return isMade;
  }

  /// A script of the generator.
  Path generatorScript(String fileName) {
    return generator.resolve("gen").resolve(fileName);
  }

  /// Reads the facts of a workload once, so that no engine is the one that waits for the disk.
  static void warm(Workload workload) {
    try (InputStream in = Files.newInputStream(workload.data())) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
