package cwm.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `cwm` in a project of its own, with a stand-in for Maven that notes each build and
/// packs the classes under test. `.ci/run` tries the real build.
class LauncherTest {
  private static final String FACT = "<http://e/s> <http://e/p> <http://e/o> .\n";

  /// What the script uses besides Maven and Java.
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "cp",
          "date",
          "env",
          "find",
          "flock",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sleep");

  @TempDir Path folder;
  private Path project;
  private Path facts;

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(folder.resolve("a project"));
    Files.copy(CommandRun.ROOT.resolve("cwm"), project.resolve("cwm"));
    Files.createDirectories(project.resolve("cwm-app/src/main"));
    Files.createDirectories(project.resolve(".mvn"));
    Files.writeString(project.resolve("pom.xml"), "");
    Files.writeString(project.resolve("cwm-app/pom.xml"), "");
    Files.writeString(project.resolve("cwm-app/src/main/Some.java"), "");
    Path bin = Files.createDirectories(folder.resolve("bin"));
    write(
        bin.resolve("mvn"),
        """
        #!/usr/bin/env bash
        echo "$@" >>builds
        if [ -e broken ]; then
          echo 'COMPILATION ERROR'
          exit 1
        fi
        mkdir -p cwm-app/target/quick/lib
        cp ../packed.jar cwm-app/target/quick/cwm-app.jar
        """);
    pack(folder.resolve("packed.jar"));
    facts = Files.writeString(folder.resolve("some facts.nt"), FACT);
  }

  @Test
  void buildsOnFirstUseAndWhenSourcesChange() throws IOException {
    CommandProcess first = cwm(facts.toString(), "--ntriples");
    assertThat(first.out()).isEqualTo(FACT);
    assertThat(first.err()).isEqualTo("cwm: building (first use, or sources have changed) ...\n");
    assertThat(first.exitCode()).isZero();

    CommandProcess second = cwm(facts.toString(), "--ntriples");
    assertThat(second).isEqualTo(new CommandProcess(0, FACT, ""));
    assertThat(builds()).hasSize(1);

    Files.setLastModifiedTime(
        project.resolve("cwm-app/src/main/Some.java"),
        FileTime.from(Instant.now().plus(Duration.ofHours(1))));
    assertThat(cwm(facts.toString(), "--no").err()).startsWith("cwm: building ");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void worksFromAnywhereAndThroughLinks() throws IOException {
    pretendItIsBuilt();
    Path link = Files.createSymbolicLink(folder.resolve("linked"), project.resolve("cwm"));
    String script = "printf '%s' \"$1\" | \"$2\" - --ntriples | cat";
    CommandProcess run =
        CommandProcess.run(
            folder, environment(), "bash", "-c", script, "bash", FACT, link.toString());
    assertThat(run.out()).isEqualTo(FACT);
    CommandProcess wrong = cwm("--no-such-flag");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).hasLineCount(1);
  }

  @Test
  void failedBuildShowsWhatMavenSaid() throws IOException {
    Files.writeString(project.resolve("broken"), "");
    CommandProcess run = cwm("--version");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED.code());
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("COMPILATION ERROR").endsWith("cwm: the build failed\n");

    Files.delete(project.resolve("broken"));
    assertThat(cwm("--version").exitCode()).as("it tries again").isZero();
  }

  @Test
  void missingMavenIsToldInOneLine() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin/", "/bin/")) {
        if (Files.exists(Path.of(place, tool))) {
          write(bin.resolve(tool), "#!/bin/sh\nexec " + place + tool + " \"$@\"\n");
        }
      }
    }
    Map<String, String> environment =
        Map.of("PATH", bin.toString(), "JAVA_HOME", System.getProperty("java.home"));
    CommandProcess run =
        CommandProcess.run(
            folder, environment, project.resolve("cwm").toString(), facts.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED.code());
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("cwm: building needs Maven 3.8 or later");
  }

  @Test
  void passesOverAJavaHomeThatIsNoJdk() throws IOException {
    pretendItIsBuilt();
    Map<String, String> environment =
        Map.of(
            "PATH",
            folder.resolve("bin") + ":" + javaBin() + ":" + System.getenv("PATH"),
            "JAVA_HOME",
            folder.toString());
    CommandProcess run =
        CommandProcess.run(
            folder, environment, project.resolve("cwm").toString(), facts.toString(), "--ntriples");
    assertThat(run.out()).isEqualTo(FACT);
  }

  @Test
  void takesBuiltinsFromJarsOfTheUser() throws IOException {
    pretendItIsBuilt();
    Path example = CommandRun.ROOT.resolve("examples/own-builtin");
    Path own = folder.resolve("own builtins");
    String service = "META-INF/services/cwm.reasoner.builtin.BuiltinProvider";
    Files.createDirectories(own.resolve(service).getParent());
    Files.copy(example.resolve(service), own.resolve(service));
    String classPath = System.getProperty("java.class.path");
    String source = example.resolve("GreetingBuiltins.java").toString();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", classPath, "-d", own.toString(), source);
    assertThat(status).isZero();

    Map<String, String> environment = new HashMap<>(environment());
    environment.put("CWM_CLASSPATH", own.toString());
    CommandProcess run =
        CommandProcess.run(folder, environment, project.resolve("cwm").toString(), "--builtins");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("greet:hello  + ?\n");
  }

  private CommandProcess cwm(String... args) {
    String[] command =
        Stream.concat(Stream.of(project.resolve("cwm").toString()), Stream.of(args))
            .toArray(String[]::new);
    return CommandProcess.run(folder, environment(), command);
  }

  private Map<String, String> environment() {
    return Map.of(
        "PATH",
        folder.resolve("bin") + ":" + System.getenv("PATH"),
        "JAVA_HOME",
        System.getProperty("java.home"));
  }

  /// Leaves behind what a build does, but for the AOT cache, which takes a second to make.
  private void pretendItIsBuilt() throws IOException {
    Path launch = project.resolve("cwm-app/target/launch");
    Files.createDirectories(launch.resolve("app-1"));
    Files.copy(folder.resolve("packed.jar"), launch.resolve("app-1/cwm-app.jar"));
    Files.writeString(launch.resolve("stamp"), "app-1\n");
  }

  private static void write(Path script, String text) throws IOException {
    Files.writeString(script, text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String javaBin() {
    return Path.of(System.getProperty("java.home"), "bin").toString();
  }

  private Stream<String> builds() throws IOException {
    return Files.readString(project.resolve("builds")).lines();
  }

  /// A jar that starts the command from where the tests have its classes.
  private static void pack(Path jar) throws IOException {
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        CommandProcess.classPath().stream().map(URI::toString).collect(joining(" ")));
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
  }
}
