package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.reasoner.engine.SitesException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Clock clock = new Clock();

  @Test
  void soManyFactsMoveEachSecond() {
    var pace = new Pace(clock, 1_000, () -> false);
    for (int i = 0; i < 3_000; i++) {
      pace.next();
    }
    // A portion is on its way at once.
    assertThat(clock.millis()).isBetween(2_900L, 3_000L);
  }

  @Test
  void whoIsSlowerAnywayNeverWaits() {
    var pace = new Pace(clock, 1_000, () -> false);
    for (int i = 0; i < 1_000; i++) {
      pace.next();
      clock.nanos += TimeUnit.MILLISECONDS.toNanos(2);
    }
    assertThat(clock.millis()).isEqualTo(2_000);
  }

  @Test
  void whoWasSlowIsNotFasterAfterwards() {
    var pace = new Pace(clock, 1_000, () -> false);
    pace.next();
    clock.nanos += TimeUnit.HOURS.toNanos(1);
    long before = clock.millis();
    for (int i = 0; i < 1_000; i++) {
      pace.next();
    }
    assertThat(clock.millis() - before).isBetween(900L, 1_000L);
  }

  @Test
  void withoutARateNobodyWaits() {
    var pace = new Pace(clock, 0, () -> false);
    for (int i = 0; i < 1_000; i++) {
      pace.next();
    }
    assertThat(clock.millis()).isZero();
  }

  @Test
  void whatNobodyNeedsAnyMoreIsNotWaitedFor() {
    var pace = new Pace(clock, 1, () -> clock.millis() >= 300);
    pace.next();
    assertThatThrownBy(pace::next).isInstanceOf(SitesException.class);
    assertThat(clock.millis()).isEqualTo(300);
  }

  /// A thread whose time passes only while it waits.
  private static final class Clock implements Threads {
    private long nanos;

    long millis() {
      return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public void start(String name, Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void handle(Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public long epochMillis() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Monitor newMonitor() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends @Nullable Object> T get(CompletableFuture<T> future, long waitNanos)
        throws TimeoutException {
      nanos += waitNanos;
      throw new TimeoutException();
    }
  }
}
