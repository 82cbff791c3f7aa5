package cwm.app.config;

import static java.util.stream.Collectors.joining;

import java.util.List;

/// A record's components are not what they must be; all of them are told.
final class InvalidSettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /// One thing that is wrong.
  ///
  /// @param keys the settings that do not go together, by name; the text is about the first
  /// @param text goes on from the name of the first: `must be ..., and is ...`
  record Complaint(List<String> keys, String text) {
    Complaint {
      keys = List.copyOf(keys);
    }
  }

  private final transient List<Complaint> complaints;

  InvalidSettingsException(List<Complaint> complaints) {
    super(
        complaints.stream()
            .map(complaint -> complaint.keys().getFirst() + " " + complaint.text())
            .collect(joining("; ")));
    this.complaints = List.copyOf(complaints);
  }

  List<Complaint> complaints() {
    return complaints;
  }
}
