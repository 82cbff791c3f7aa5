package cwm.cluster.history;

/// Something that a process did or saw.
///
/// @param nanoTime by [System#nanoTime] of one machine, the same for all of its processes
/// @param process one life of one process, such as `node-1/3`
/// @param name of the lock or barrier; empty for what is about the whole process
/// @param session of the process; 0 where it does not matter
/// @param request which of its requests the process means, unique within it; may be empty
/// @param number a token, a count or a generation, as [Kind] says; else 0
public record HistoryEvent(
    long nanoTime,
    String process,
    Kind kind,
    String name,
    long session,
    String request,
    long number) {
  private static final int COLUMNS = 7;
  private static final String EMPTY = "-";

  /// What happened. Times are taken *before* a call for what ends in `_CALLED`, and after the
  /// answer has come for what ends in `ED`, but for [#RENEWED].
  public enum Kind {
    ACQUIRE_CALLED,
    /// The process has the lock. The number is its token.
    ACQUIRED,
    /// The process has given up, or its session is gone; the cluster has confirmed that.
    ACQUIRE_FAILED,
    RELEASE_CALLED,
    /// The process has given the lock back, or has heard that it had lost it.
    RELEASED,
    /// A session was opened or renewed. Written down when the answer has come, but with the time
    /// before the call: that is when its lease began at the latest that the process may rely on.
    RENEWED,
    /// A resource accepted a write. The process is the resource, the number the writer's token.
    FENCED_WRITE,
    /// The number is the count that the process asked for.
    ENTER_CALLED,
    /// The process is through. The number is the generation.
    PASSED,
    /// The process has given up, or its session is gone; the cluster has confirmed that.
    ENTER_FAILED,
    /// Whoever killed the process writes it down, before it does so.
    KILLED,
    /// Whoever stopped the process writes it down, before it does so.
    PAUSED,
    /// Whoever lets the process go on writes it down, after it has.
    RESUMED
  }

  public HistoryEvent {
    requireWord(process);
    requireWord(name);
    requireWord(request);
    if (process.isEmpty()) {
      throw new IllegalArgumentException("an event of no process");
    }
  }

  private static void requireWord(String text) {
    if (text.equals(EMPTY) || text.chars().anyMatch(c -> c <= ' ')) {
      throw new IllegalArgumentException("'" + text + "' is no word");
    }
  }

  /// An event of a whole process.
  public static HistoryEvent of(long nanoTime, String process, Kind kind) {
    return new HistoryEvent(nanoTime, process, kind, "", 0, "", 0);
  }

  /// The event in a line, without its end: seven columns, `-` for what is empty.
  public String line() {
    return "%d %s %s %s %d %s %d"
        .formatted(nanoTime, process, kind, orEmpty(name), session, orEmpty(request), number);
  }

  private static String orEmpty(String text) {
    return text.isEmpty() ? EMPTY : text;
  }

  /// The event of a line.
  ///
  /// @throws IllegalArgumentException for what is no such line
  public static HistoryEvent parse(String line) {
    String[] columns = line.split(" ", -1);
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException(
          "'%s' has %d columns instead of %d".formatted(line, columns.length, COLUMNS));
    }
    return new HistoryEvent(
        Long.parseLong(columns[0]),
        columns[1],
        Kind.valueOf(columns[2]),
        word(columns[3]),
        Long.parseLong(columns[4]),
        word(columns[5]),
        Long.parseLong(columns[6]));
  }

  private static String word(String column) {
    return column.equals(EMPTY) ? "" : column;
  }
}
