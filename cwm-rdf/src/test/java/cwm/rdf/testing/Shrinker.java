package cwm.rdf.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Makes counterexamples small.
public final class Shrinker {
  private Shrinker() {}

  /// Checks `claim` for `items`. If it fails, leaves out items as long as it still fails, and
  /// throws the failure of the smallest list together with that list.
  public static <T> void verify(List<T> items, Consumer<List<T>> claim) {
    if (!fails(claim, items)) {
      return;
    }
    List<T> smallest = smallest(items, smaller -> fails(claim, smaller));
    try {
      claim.accept(smallest);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      String shown = smallest.stream().map(item -> "\n  " + item).collect(Collectors.joining());
      throw new AssertionError(
          "%s%nThe smallest counterexample has %d of %d items:%s"
              .formatted(e, smallest.size(), items.size(), shown),
          e);
    }
    throw new AssertionError("fails now and then: " + smallest);
  }

  private static <T> boolean fails(Consumer<List<T>> claim, List<T> items) {
    try {
      claim.accept(items);
      return false;
    } catch (RuntimeException | AssertionError | StackOverflowError _) {
      return true;
    }
  }

  /// A part of `items` that still fails, although it would not with any one item less. Leaves out
  /// halves, quarters and so on down to single items, as long as any can go.
  public static <T> List<T> smallest(List<T> items, Predicate<List<T>> fails) {
    List<T> smallest = List.copyOf(items);
    int chunk = Math.max(1, smallest.size() / 2);
    while (true) {
      List<T> smaller = withoutChunks(smallest, chunk, fails);
      if (smaller.size() == smallest.size() && chunk == 1) {
        return smallest;
      }
      smallest = smaller;
      chunk = Math.max(1, chunk / 2);
    }
  }

  private static <T> List<T> withoutChunks(List<T> items, int chunk, Predicate<List<T>> fails) {
    List<T> kept = items;
    int start = 0;
    while (start < kept.size()) {
      List<T> without = new ArrayList<>(kept.subList(0, start));
      without.addAll(kept.subList(Math.min(start + chunk, kept.size()), kept.size()));
      if (fails.test(without)) {
        kept = without;
      } else {
        start += chunk;
      }
    }
    return List.copyOf(kept);
  }
}
