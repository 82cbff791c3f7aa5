package cwm.app;

import java.util.concurrent.CompletableFuture;

/// Tells a process that stays up when it is to end, and with which exit code.
interface Stopping {
  /// Done when somebody asks for the end. Until this is called, there is nothing to end in order,
  /// and the process ends as any other does.
  CompletableFuture<ExitCode> asked();
}
