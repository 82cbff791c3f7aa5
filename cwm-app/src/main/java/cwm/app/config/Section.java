package cwm.app.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A part of the configuration: a table of a file.
enum Section {
  IPC("How this node talks to others. Commands that talk to nodes read it."),
  CLUSTER("How nodes agree. Names and times should be the same on all nodes of a cluster."),
  DISTRIBUTED(
      """
      How facts and rules are spread. `enabled` makes a node of a cluster of it; `max_workers`, \
      `exchange_batch_size` and `partition_strategy` hold for the workers of one machine that \
      reason together. The others are for reasoning over the whole cluster.\
      """),
  SERVER("How a node answers over HTTP; [SERVER.md](SERVER.md) says more."),
  SECURITY(
      """
      Who may talk to this node, and what rules may reach. What talks to nodes reads `cluster_key` \
      and the files of TLS; the others say what inputs and rules may read.\
      """);

  private final String doc;

  Section(String doc) {
    this.doc = doc;
  }

  /// What the section is about, as Markdown.
  String doc() {
    return doc;
  }

  String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What its environment variables begin with: `CWM_IPC_`.
  String variablePrefix() {
    return "CWM_" + name() + "_";
  }

  List<Key<?>> keys() {
    return Keys.ALL.stream().filter(key -> key.section() == this).toList();
  }

  static Optional<Section> ofName(String name) {
    return Stream.of(values()).filter(section -> section.configName().equals(name)).findFirst();
  }

  /// The section whose variables begin as this one does.
  static Optional<Section> ofVariable(String variable) {
    return Stream.of(values())
        .filter(section -> variable.startsWith(section.variablePrefix()))
        .findFirst();
  }

  /// For people: `[ipc]`.
  @Override
  public String toString() {
    return "[" + configName() + "]";
  }
}
