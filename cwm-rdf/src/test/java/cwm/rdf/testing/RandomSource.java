package cwm.rdf.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Choices that depend on nothing but a seed.
public final class RandomSource {
  private final SplittableRandom random;

  public RandomSource(long seed) {
    random = new SplittableRandom(seed);
  }

  /// A number from 0 to `bound` - 1.
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /// A number from `first` to `last`.
  public int between(int first, int last) {
    return random.nextInt(first, last + 1);
  }

  public long nextLong() {
    return random.nextLong();
  }

  /// True once in `times` on average.
  public boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  public <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /// `count` results of `maker`.
  public <T> List<T> many(int count, Supplier<T> maker) {
    return Stream.generate(maker).limit(count).toList();
  }

  /// The same items in random order.
  public <T> List<T> shuffled(Collection<T> items) {
    List<T> shuffled = new ArrayList<>(items);
    for (int i = shuffled.size(); i > 1; i--) {
      T last = shuffled.get(i - 1);
      shuffled.set(i - 1, shuffled.set(below(i), last));
    }
    return shuffled;
  }
}
