package cwm.app.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was set, each with where it comes from; all else is as [Keys] says.
final class Settings {
  static final Settings NONE = new Settings(Map.of());

  /// A setting that somebody made.
  record Setting<T>(Key<T> key, T value, Origin origin) {}

  private final Map<Key<?>, Setting<?>> settings;

  /// @param settings each under its own key
  Settings(Map<Key<?>, Setting<?>> settings) {
    this.settings = Map.copyOf(settings);
  }

  /// The value of a setting; empty if it has none.
  <T> Optional<T> find(Key<T> key) {
    return setting(key).map(Setting::value).or(key::standard);
  }

  /// The value of a setting that always has one.
  <T> T get(Key<T> key) {
    return find(key).orElseThrow();
  }

  int count(Key<Long> key) {
    return Math.toIntExact(get(key));
  }

  Duration millis(Key<Long> key) {
    return Duration.ofMillis(get(key));
  }

  boolean isSet(Key<?> key) {
    return settings.containsKey(key);
  }

  Origin origin(Key<?> key) {
    return setting(key).map(Setting::origin).orElse(Origin.STANDARD);
  }

  @SuppressWarnings("unchecked") // as the constructor asks
  private <T> Optional<Setting<T>> setting(Key<T> key) {
    @Nullable Setting<T> setting = (Setting<T>) settings.get(key);
    return Optional.ofNullable(setting);
  }
}
