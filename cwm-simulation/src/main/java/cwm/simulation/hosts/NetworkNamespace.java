package cwm.simulation.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A door into a network namespace with a name (`ip netns`), for threads of this JVM.
///
/// On Linux a thread is in a network namespace, and a socket stays in the one where it was opened.
/// So a test can ask a server behind the door without a process for each question, whose weight
/// would show in what is measured.
final class NetworkNamespace {
  private static final int OPEN_FLAGS = 0x80000; // O_RDONLY | O_CLOEXEC
  private static final int CLONE_NEWNET = 0x40000000;

  private final Path file;

  NetworkNamespace(String name) {
    file = Leftovers.NAMESPACES.resolve(name);
  }

  /// Calls something on a thread of its own that is inside, and waits for it. What it opens there
  /// may be used on any thread.
  <T> T call(Callable<T> task) throws Exception {
    var inside =
        new FutureTask<>(
            () -> {
              enter();
              return task.call();
            });
    // Never a virtual thread: its carrier would stay inside and serve others.
    Thread.ofPlatform().daemon().name(file.getFileName() + " visitor").start(inside);
    try {
      return inside.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private void enter() {
    if (!Files.exists(file)) {
      throw new IllegalStateException("there is no network namespace " + file);
    }
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          (int) Calls.OPEN.invokeExact(arena.allocateFrom(file.toString()), OPEN_FLAGS);
      int result = (int) Calls.SETNS.invokeExact(descriptor, CLONE_NEWNET);
      int _ = (int) Calls.CLOSE.invokeExact(descriptor);
      if (result != 0) {
        throw new IllegalStateException("cannot enter network namespace " + file + "; needs root");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // the calls themselves throw nothing
    }
  }

  /// The C library, bound when first used, so that hosts on loopback do without it.
  private static final class Calls {
    static final MethodHandle OPEN =
        bind(
            "open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle SETNS =
        bind("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    @SuppressWarnings("restricted") // Java has no way of its own into a namespace
    private static MethodHandle bind(
        String name, FunctionDescriptor descriptor, Linker.Option... options) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }
  }
}
