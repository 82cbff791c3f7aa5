package cwm.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a process that stays up is told from outside: SIGTERM ends it with exit code 0, SIGINT with
/// 130. Whoever asks a second time does not wait for an orderly end.
final class Signals implements Stopping {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private final CompletableFuture<ExitCode> asked = new CompletableFuture<>();

  /// Takes the signals of this process from now on.
  @Override
  public CompletableFuture<ExitCode> asked() {
    handle("TERM", ExitCode.OK);
    handle("INT", ExitCode.INTERRUPTED);
    return asked;
  }

  private void received(ExitCode code) {
    if (!asked.complete(code)) {
      Runtime.getRuntime().halt(code.code());
    }
  }

  /// By reflection, since javac warns of `sun.misc.Signal` in a way that cannot be suppressed. It
  /// is of the module jdk.unsupported, which has it because there is nothing else: a shutdown hook
  /// is not told the signal, and cannot change the exit code.
  private void handle(String signal, ExitCode code) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (_, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  received(code);
                  return null;
                }
                return method.invoke(code, arguments); // those of Object
              });
      Object instance = type.getConstructor(String.class).newInstance(signal);
      Object _ = type.getMethod("handle", type, handlerType).invoke(null, instance, handler);
    } catch (InvocationTargetException e) {
      log.warn(
          "SIG{} ends the process at once, not in order: {}", signal, String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("every JDK has sun.misc.Signal", e);
    }
  }
}
