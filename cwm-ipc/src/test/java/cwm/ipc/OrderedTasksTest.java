package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.message.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class OrderedTasksTest {
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final OrderedTasks tasks = new OrderedTasks(threads::add);
  private final List<String> done = new ArrayList<>();

  private void runAll() {
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
  }

  @Test
  void aNewLinksTasksComeAfterTheOldOnes() {
    Executor old = tasks.open("b", Channel.BULK);
    old.execute(() -> done.add("old"));
    tasks.close("b", Channel.BULK);
    Executor next = tasks.open("b", Channel.BULK);
    next.execute(() -> done.add("new"));
    assertThat(threads).as("threads for one line").hasSize(1);
    runAll();
    assertThat(done).containsExactly("old", "new");
  }

  @Test
  void peersAndChannelsDoNotWaitForEachOther() {
    tasks.open("a", Channel.BULK).execute(() -> done.add("a"));
    tasks.open("a", Channel.CONTROL).execute(() -> done.add("a"));
    tasks.open("b", Channel.BULK).execute(() -> done.add("b"));
    assertThat(threads).hasSize(3);
  }

  @Test
  void aPeerWithoutLinksIsForgottenOnceItsTasksHaveRun() {
    tasks.open("b", Channel.BULK);
    tasks.open("b", Channel.BULK).execute(() -> done.add("task"));
    tasks.close("b", Channel.BULK);
    tasks.close("b", Channel.BULK);
    assertThat(tasks.size()).isEqualTo(1);
    runAll();
    assertThat(done).containsExactly("task");
    assertThat(tasks.size()).isZero();
  }
}
