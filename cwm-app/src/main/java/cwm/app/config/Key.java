package cwm.app.config;

import java.util.Locale;
import java.util.Optional;

/// A setting: what it is called, what it may be, and what it means. There is one object for each.
public final class Key<T> {
  /// For whom a setting holds.
  enum Scope {
    /// Each node has its own.
    NODE,
    /// All nodes have the same, fixed when the first facts are loaded.
    CLUSTER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Section section;
  private final String name;
  private final Kind<T> kind;
  private final Optional<T> standard;
  private final String whenUnset;
  private final String doc;
  private final Scope scope;
  private final Optional<String> flag;

  private Key(
      Section section,
      String name,
      Kind<T> kind,
      Optional<T> standard,
      String whenUnset,
      String doc,
      Scope scope,
      Optional<String> flag) {
    this.section = section;
    this.name = name;
    this.kind = kind;
    this.standard = standard;
    this.whenUnset = whenUnset;
    this.doc = doc;
    this.scope = scope;
    this.flag = flag;
  }

  /// A setting of each node.
  ///
  /// @param standard what it is unless somebody sets it
  /// @param doc a phrase that says what it is
  static <T> Key<T> of(Section section, String name, Kind<T> kind, T standard, String doc) {
    return new Key<>(
        section, name, kind, Optional.of(standard), "", doc, Scope.NODE, Optional.empty());
  }

  /// A setting of each node that has no value unless somebody sets it.
  ///
  /// @param whenUnset what holds then
  static <T> Key<T> unset(
      Section section, String name, Kind<T> kind, String whenUnset, String doc) {
    return new Key<>(
        section, name, kind, Optional.empty(), whenUnset, doc, Scope.NODE, Optional.empty());
  }

  Key<T> forCluster() {
    return new Key<>(section, name, kind, standard, whenUnset, doc, Scope.CLUSTER, flag);
  }

  /// The same setting, which a flag sets too.
  Key<T> withFlag(String newFlag) {
    return new Key<>(section, name, kind, standard, whenUnset, doc, scope, Optional.of(newFlag));
  }

  Section section() {
    return section;
  }

  /// Its name in its section: `node_id`.
  String name() {
    return name;
  }

  Kind<T> kind() {
    return kind;
  }

  /// What it is unless somebody sets it; empty if nothing.
  Optional<T> standard() {
    return standard;
  }

  String whenUnset() {
    return whenUnset;
  }

  public String doc() {
    return doc;
  }

  Scope scope() {
    return scope;
  }

  /// `--node-id`.
  public Optional<String> flag() {
    return flag;
  }

  /// Whether it is a list, so that a flag may be given several times.
  public boolean isRepeatable() {
    return kind instanceof Kind.Sequence<?>;
  }

  /// Whether a flag alone, without a value, says something.
  public boolean isYesNo() {
    return kind instanceof Kind.YesNo;
  }

  /// Whether nobody may see its value.
  boolean isSecret() {
    return kind instanceof Kind.Text<T> text && text.isSecret();
  }

  /// `CWM_IPC_NODE_ID`.
  String variable() {
    return section.variablePrefix() + name.toUpperCase(Locale.ROOT);
  }

  /// For people: `[ipc] node_id`.
  @Override
  public String toString() {
    return section + " " + name;
  }
}
