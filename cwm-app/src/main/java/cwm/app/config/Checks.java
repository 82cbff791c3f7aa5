package cwm.app.config;

import cwm.app.config.InvalidSettingsException.Complaint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Collects what is wrong with the components of a record, so that it is told all at once.
final class Checks {
  private final List<Complaint> complaints = new ArrayList<>();

  Checks range(String key, long number, Range range) {
    if (!range.contains(number)) {
      // Formatted only here, since formatting is what takes time, and every run comes by.
      String text = String.format(Locale.ROOT, "must be %s, and is %,d", range, number);
      complain(List.of(key), text);
    }
    return this;
  }

  Checks millis(String key, Duration duration, Range range) {
    return range(key, duration.toMillis(), range);
  }

  /// @param keys the settings that it takes for this to hold; the text is about the first
  Checks that(boolean holds, String text, List<String> keys) {
    if (!holds) {
      complain(keys, text);
    }
    return this;
  }

  private void complain(List<String> keys, String text) {
    complaints.add(new Complaint(keys, text));
  }

  void orThrow() {
    if (!complaints.isEmpty()) {
      throw new InvalidSettingsException(complaints);
    }
  }
}
