package cwm.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Loads a cluster of its own, with a bug in it, and the simulation that it runs in.
public final class MutantLoader extends ClassLoader {
  private static final List<String> OWN =
      List.of("cwm.cluster.", "cwm.distributed.", "cwm.reasoner.", "cwm.simulation.");

  /// There is one log in a JVM.
  private static final String SHARED = "cwm.simulation.capture.";

  private final Path compiled;

  /// Compiles the class that has the bug.
  ///
  /// @param directory an empty one, for source and class files
  public MutantLoader(Mutation mutation, Path directory) throws IOException {
    super(MutantLoader.class.getClassLoader());
    compiled = Files.createDirectory(directory.resolve("classes"));
    Path source = directory.resolve(Path.of(mutation.file()).getFileName());
    Files.writeString(source, mutation.source());
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> arguments =
        List.of("-proc:none", "-nowarn", "-cp", classPath, "-d", compiled.toString());
    List<String> all = new ArrayList<>(arguments);
    all.add(source.toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int exit = compiler.run(null, null, null, all.toArray(String[]::new));
    if (exit != 0) {
      throw new IllegalStateException(mutation + " does not compile");
    }
  }

  /// What checkers, unchanged, find in a run of the cluster with the bug.
  ///
  /// @param run has a static method `problems`, of a seed
  @SuppressWarnings("unchecked") // `problems` returns nothing else
  public List<String> problems(Class<?> run, long seed) throws ReflectiveOperationException {
    var problems = loadClass(run.getName()).getDeclaredMethod("problems", long.class);
    problems.setAccessible(true);
    return (List<String>) problems.invoke(null, seed);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (OWN.stream().noneMatch(name::startsWith) || name.startsWith(SHARED)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream bytes = open(file)) {
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] all = bytes.readAllBytes();
      return defineClass(name, all, 0, all.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private @Nullable InputStream open(String file) throws IOException {
    Path mutated = compiled.resolve(file);
    return Files.exists(mutated)
        ? Files.newInputStream(mutated)
        : getParent().getResourceAsStream(file);
  }
}
