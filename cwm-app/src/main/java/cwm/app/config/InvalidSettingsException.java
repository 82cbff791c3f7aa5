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

    /// The settings. A name that the section does not have is of another one.
    List<Key<?>> settingsIn(Section section) {
      return keys.stream().<Key<?>>map(name -> key(name, section)).toList();
    }

    private static Key<?> key(String name, Section section) {
      return section.keys().stream()
          .filter(key -> key.name().equals(name))
          .findFirst()
          .orElseGet(
              () ->
                  Keys.ALL.stream()
                      .filter(key -> key.name().equals(name))
                      .findFirst()
                      .orElseThrow());
    }

    /// The same for people, with where one of the settings was made.
    Mistake located(Section section, Settings settings) {
      List<Key<?>> involved = settingsIn(section);
      Origin origin =
          involved.stream()
              .filter(settings::isSet)
              .findFirst()
              .map(settings::origin)
              .orElse(Origin.STANDARD);
      return Mistake.among(involved.getFirst(), origin, text);
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

  /// The same for people, each with where it is.
  ///
  /// @param section of the record, to which the first key of each complaint belongs
  ConfigurationException located(Section section, Settings settings) {
    return new ConfigurationException(
        complaints.stream().map(complaint -> complaint.located(section, settings)).toList());
  }
}
