package cwm.app;

import cwm.app.config.Surroundings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Locale;

/// The `cwm` command.
public final class Main {
  /// What walks through terms recurses, and terms may nest as deep as the dictionary lets them
  /// ([cwm.rdf.store.TermDictionary#DEPTH_MAX]). Only what is used of it costs memory.
  static final long STACK_BYTES = 64L << 20;

  private Main() {}

  /// Runs the command and ends the process with its exit code ([ExitCode]).
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // for scripts that read the numbers of --verbose
    // The launcher knows whether standard error is a terminal; the JDK tells of input and output
    // only.
    boolean isTerminal = Boolean.getBoolean("cwm.terminal");
    var out = new FileOutputStream(FileDescriptor.out);
    var err = new FileOutputStream(FileDescriptor.err);
    var console = new Console(System.in, out, err, isTerminal);
    Runnable command =
        () -> {
          int code = ExitCode.FAILED.code(); // unless something else is known
          try {
            code = Command.run(args, Surroundings.ofProcess(), console).code();
          } finally {
            System.exit(code);
          }
        };
    new Thread(null, command, "cwm", STACK_BYTES).start();
  }
}
