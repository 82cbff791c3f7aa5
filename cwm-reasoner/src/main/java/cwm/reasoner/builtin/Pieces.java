package cwm.reasoner.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// What regular expressions cut out of texts; `null` for an expression that is invalid or takes too
/// long ([Regex]), or more pieces than a list may have.
final class Pieces {
  private Pieces() {}

  /// The groups of the first match; `null` if there is no match.
  static @Nullable List<String> groups(String text, String regex) {
    return Regex.search(
        text,
        regex,
        matcher -> {
          if (!matcher.find()) {
            return null;
          }
          List<String> groups = new ArrayList<>();
          addGroups(matcher, groups);
          return groups;
        });
  }

  /// The first group of each match; `null` if the expression has no group.
  static @Nullable List<String> firstGroups(String text, String regex) {
    return Regex.search(
        text,
        regex,
        matcher -> {
          if (matcher.groupCount() == 0) {
            return null;
          }
          List<String> found = new ArrayList<>();
          while (matcher.find()) {
            found.add(text(matcher, 1));
            if (found.size() > TextBuiltins.PIECES_MAX) {
              return null;
            }
          }
          return found;
        });
  }

  /// What is between matches, with the groups of each match where it was.
  ///
  /// @param timesMax how many matches count, 0 for all
  static @Nullable List<String> between(String text, String regex, long timesMax) {
    return Regex.search(
        text,
        regex,
        matcher -> {
          List<String> pieces = new ArrayList<>();
          int end = 0;
          for (long times = 0; (timesMax == 0 || times < timesMax) && matcher.find(); times++) {
            pieces.add(text.substring(end, matcher.start()));
            addGroups(matcher, pieces);
            end = matcher.end();
            if (pieces.size() > TextBuiltins.PIECES_MAX) {
              return null;
            }
          }
          pieces.add(text.substring(end));
          return pieces;
        });
  }

  private static void addGroups(Matcher matcher, List<String> target) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      target.add(text(matcher, group));
    }
  }

  /// The text of a group, empty if it took no part.
  private static String text(Matcher matcher, int group) {
    String value = matcher.group(group);
    return value == null ? "" : value;
  }
}
