package cwm.simulation.hosts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A command that runs a main class with the JDK and the class path of this JVM.
///
/// @param heapMebibytes how large the heap may become
/// @param jvmOptions added to [#SERVER_OPTIONS]; of options that contradict each other the last one
///   counts
/// @param environment added to that of this JVM, without its variables `CWM_...`
public record JavaCommand(
    String mainClass,
    List<String> arguments,
    int heapMebibytes,
    List<String> jvmOptions,
    Map<String, String> environment) {
  /// Few threads and little compiling, since many short-lived nodes share the cores of a test; and
  /// assertions.
  static final List<String> SERVER_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseCompactObjectHeaders",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Xlog:disable",
          "-Xlog:all=warning,aot*=off,cds*=off:stderr",
          "-enableassertions");

  private static final int HEAP_MEBIBYTES = 256;

  public JavaCommand {
    arguments = List.copyOf(arguments);
    jvmOptions = List.copyOf(jvmOptions);
    environment = Map.copyOf(environment);
  }

  /// The command `cwm`.
  public static JavaCommand cwm(String... arguments) {
    return of("cwm.app.Main", arguments);
  }

  /// Any main class on the class path of this JVM.
  public static JavaCommand of(String mainClass, String... arguments) {
    return new JavaCommand(mainClass, List.of(arguments), HEAP_MEBIBYTES, List.of(), Map.of());
  }

  /// With more arguments at the end.
  public JavaCommand with(List<String> moreArguments) {
    List<String> all = concat(arguments, moreArguments);
    return new JavaCommand(mainClass, all, heapMebibytes, jvmOptions, environment);
  }

  public JavaCommand withHeap(int mebibytes) {
    return new JavaCommand(mainClass, arguments, mebibytes, jvmOptions, environment);
  }

  /// With more options of the JVM, such as `-disableassertions` where time is measured.
  public JavaCommand withOptions(String... options) {
    List<String> all = concat(jvmOptions, List.of(options));
    return new JavaCommand(mainClass, arguments, heapMebibytes, all, environment);
  }

  public JavaCommand withEnvironment(String name, String value) {
    Map<String, String> all = new HashMap<>(environment);
    all.put(name, value);
    return new JavaCommand(mainClass, arguments, heapMebibytes, jvmOptions, all);
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /// What is executed.
  List<String> toCommandLine() {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(SERVER_OPTIONS);
    line.add("-Xmx" + heapMebibytes + "m");
    line.addAll(jvmOptions);
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }
}
