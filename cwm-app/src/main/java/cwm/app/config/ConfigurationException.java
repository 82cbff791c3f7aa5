package cwm.app.config;

import static java.util.stream.Collectors.joining;

import java.util.List;

/// The configuration cannot be used, for the reasons that are told.
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Mistake> mistakes;

  ConfigurationException(List<Mistake> mistakes) {
    super(mistakes.stream().map(Mistake::message).collect(joining("\n")));
    this.mistakes = List.copyOf(mistakes);
  }

  /// All that is wrong, by line of the file, then variables, then flags.
  public List<Mistake> mistakes() {
    return mistakes;
  }
}
