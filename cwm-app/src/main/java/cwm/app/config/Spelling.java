package cwm.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds what somebody may have meant.
public final class Spelling {
  private static final int LENGTH_MAX = 64;

  private Spelling() {}

  /// The known word that is nearest, if it is near enough to be meant: a third of its letters may
  /// be missing, too much, different, or swapped with the next.
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    return known.stream()
        .filter(each -> distance(word, each) <= Math.max(1, each.length() / 3))
        .min(Comparator.comparingInt((String each) -> distance(word, each)));
  }

  /// The optimal string alignment distance, by its recurrence over prefixes.
  static int distance(String a, String b) {
    int[][] costs = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        costs[i][j] = i == 0 || j == 0 ? i + j : cost(a, b, i, j, costs);
      }
    }
    return costs[a.length()][b.length()];
  }

  private static int cost(String a, String b, int i, int j, int[][] costs) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = costs[i - 1][j - 1] + change;
    least = Math.min(least, costs[i - 1][j] + 1);
    least = Math.min(least, costs[i][j - 1] + 1);
    boolean isSwapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwapped ? Math.min(least, costs[i - 2][j - 2] + 1) : least;
  }
}
