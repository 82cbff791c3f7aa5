package cwm.cluster;

import java.util.Optional;

/// Where a node remembers its [Identity].
public interface IdentityStore extends AutoCloseable {
  /// What was saved last; nothing in a new place.
  ///
  /// @throws ClusterException `STORAGE` if it cannot be read
  Optional<Identity> load();

  /// Saves it so that it survives a crash of the machine, as far as the place does.
  ///
  /// @throws ClusterException `STORAGE`
  void save(Identity identity);

  /// Forgets it.
  ///
  /// @throws ClusterException `STORAGE`
  void clear();

  /// Lets others use the place.
  @Override
  void close();

  /// One that is gone with the process.
  static IdentityStore inMemory() {
    return new IdentityStore() {
      private Optional<Identity> identity = Optional.empty();

      @Override
      public Optional<Identity> load() {
        return identity;
      }

      @Override
      public void save(Identity newIdentity) {
        identity = Optional.of(newIdentity);
      }

      @Override
      public void clear() {
        identity = Optional.empty();
      }

      @Override
      public void close() {}
    };
  }
}
