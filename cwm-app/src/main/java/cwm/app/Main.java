package cwm.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

/// The `cwm` command.
public final class Main {
  private Main() {}

  /// Runs the command and ends the process with its exit code ([ExitCode]).
  public static void main(String[] args) {
    // The launcher knows whether standard error is a terminal; the JDK tells of input and output
    // only.
    boolean isTerminal = Boolean.getBoolean("cwm.terminal");
    var out = new FileOutputStream(FileDescriptor.out);
    var err = new FileOutputStream(FileDescriptor.err);
    System.exit(Command.run(args, new Console(System.in, out, err, isTerminal)).code());
  }
}
