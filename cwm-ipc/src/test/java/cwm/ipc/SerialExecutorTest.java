package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final SerialExecutor tasks = new SerialExecutor(threads::add);
  private final List<String> done = new ArrayList<>();

  @Test
  void oneThreadRunsAllThatIsGivenMeanwhile() {
    tasks.execute(() -> tasks.execute(() -> done.add("second")));
    tasks.execute(() -> done.add("first"));
    threads.remove().run();
    assertThat(done).containsExactly("first", "second");
    assertThat(threads).isEmpty();
  }

  @Test
  void tasksBehindOneThatFailsRunAllTheSame() {
    tasks.execute(
        () -> {
          throw new IllegalStateException("planted");
        });
    tasks.execute(() -> done.add("second"));
    assertThatIllegalStateException().isThrownBy(threads.remove()::run).withMessage("planted");
    tasks.execute(() -> done.add("third"));
    assertThat(threads).as("threads for what is behind it").hasSize(1);
    threads.remove().run();
    assertThat(done).containsExactly("second", "third");
  }
}
