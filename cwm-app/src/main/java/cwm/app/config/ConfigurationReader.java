package cwm.app.config;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import cwm.app.config.ConfigurationFiles.Place;
import cwm.app.config.Settings.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds what is configured: in a file, over which go environment variables, over which go flags.
///
/// Everything that is wrong is told at once. A value that is wrong is left out of what comes after
/// it, so no message is about what another one has caused.
public final class ConfigurationReader {
  private final List<Mistake> mistakes = new ArrayList<>();
  private final Set<Key<?>> wrong = new HashSet<>();
  private final Map<Key<?>, Setting<?>> settings = new HashMap<>();
  private Map<Key<?>, Setting<?>> layer = new HashMap<>();

  private ConfigurationReader() {}

  /// Everything that is in force.
  ///
  /// @throws ConfigurationException if something is wrong, with all that is
  public static Configuration read(Surroundings surroundings, Flags flags) {
    var files = ConfigurationFiles.of(surroundings);
    Optional<Place> place =
        flags.file().isPresent()
            ? Optional.of(place(surroundings, flags.file().get()))
            : files.find();
    Map<String, String> variables = variables(surroundings);
    if (place.isEmpty() && variables.isEmpty() && flags.values().isEmpty()) {
      return Configuration.standard(files);
    }
    return new ConfigurationReader().read(files, place, variables, flags.values());
  }

  private static Place place(Surroundings surroundings, String file) {
    try {
      return new Place(file, surroundings.directory().resolve(file));
    } catch (IllegalArgumentException _) {
      throw new ConfigurationException(
          List.of(Mistake.elsewhere("--config must be the path of a file, and is '" + file + "'")));
    }
  }

  /// Variables of our sections; as everywhere, an empty one is none.
  private static SortedMap<String, String> variables(Surroundings surroundings) {
    SortedMap<String, String> variables = new TreeMap<>();
    for (Map.Entry<String, String> variable : surroundings.variables().entrySet()) {
      String name = variable.getKey();
      boolean isOurs = name.startsWith("CWM_") && Section.ofVariable(name).isPresent();
      if (isOurs && !variable.getValue().isEmpty()) {
        variables.put(name, variable.getValue());
      }
    }
    return variables;
  }

  private Configuration read(
      ConfigurationFiles files,
      Optional<Place> place,
      Map<String, String> variables,
      Map<String, String> flags) {
    place.ifPresent(found -> readFile(TomlFile.read(found.name(), found.path())));
    endLayer();
    variables.forEach(this::readVariable);
    endLayer();
    readFlags(flags);
    endLayer();
    Configuration configuration = configuration(files, place);
    if (!mistakes.isEmpty()) {
      mistakes.sort(
          Comparator.comparingInt(each -> each.isInFile() ? each.line() : Integer.MAX_VALUE));
      throw new ConfigurationException(mistakes);
    }
    return configuration;
  }

  // ---------------------------------------------------------------- a file

  private void readFile(TomlFile file) {
    for (TomlFile.Table table : file.tables()) {
      Optional<Section> section = Section.ofName(table.name());
      if (section.isPresent()) {
        table.entries().forEach(entry -> readEntry(file.name(), section.get(), entry));
      } else if (table.name().isEmpty()) {
        table.entries().forEach(entry -> refuseOutside(file.name(), entry));
      } else {
        refuseTable(file.name(), table);
      }
    }
  }

  private void readEntry(String file, Section section, TomlFile.Entry entry) {
    Map<String, Key<?>> keys =
        section.keys().stream().collect(toMap(Key::name, key -> key, (a, _) -> a, TreeMap::new));
    @Nullable Key<?> key = keys.get(entry.key());
    if (key == null) {
      String hint =
          Spelling.nearest(entry.key(), keys.keySet())
              .map(nearest -> "did you mean '" + nearest + "'?")
              .or(() -> elsewhere(entry.key()).map(other -> "did you mean " + other + "?"))
              .orElseGet(() -> section + " has " + String.join(", ", keys.keySet()));
      String text = "%s %s: unknown key; %s".formatted(section, entry.key(), hint);
      mistakes.add(Mistake.inFile(file, entry.line(), text));
    } else {
      set(key, new Origin.InFile(file, entry.line()), entry.value());
    }
  }

  private void refuseOutside(String file, TomlFile.Entry entry) {
    Optional<Section> section = Section.ofName(entry.key());
    String text =
        section.isPresent()
            ? section.get() + " must be one section, and is " + entry.value()
            : entry.key()
                + ": stands in no section; "
                + elsewhere(entry.key())
                    .map(key -> "did you mean " + key + "?")
                    .orElse("the sections are " + sections());
    mistakes.add(Mistake.inFile(file, entry.line(), text));
  }

  private void refuseTable(String file, TomlFile.Table table) {
    String hint =
        Spelling.nearest(
                table.name(), Stream.of(Section.values()).map(Section::configName).toList())
            .map(name -> "did you mean [" + name + "]?")
            .orElse("the sections are " + sections());
    mistakes.add(
        Mistake.inFile(file, table.line(), "[" + table.name() + "]: unknown section; " + hint));
  }

  /// The keys of this name, in whatever section.
  private static Optional<String> elsewhere(String name) {
    List<String> keys =
        Keys.ALL.stream().filter(key -> key.name().equals(name)).map(Key::toString).toList();
    return keys.isEmpty() ? Optional.empty() : Optional.of(String.join(" or ", keys));
  }

  private static String sections() {
    return Stream.of(Section.values()).map(Section::toString).collect(joining(", "));
  }

  // ---------------------------------------------------------------- variables and flags

  private void readVariable(String name, String text) {
    Map<String, Key<?>> keys =
        Keys.ALL.stream().collect(toMap(Key::variable, key -> key, (a, _) -> a, TreeMap::new));
    @Nullable Key<?> key = keys.get(name);
    if (key != null) {
      set(key, new Origin.Variable(name), text);
      return;
    }
    String prefix = Section.ofVariable(name).orElseThrow().variablePrefix();
    String hint =
        Spelling.nearest(name, keys.keySet())
            .map(nearest -> "did you mean " + nearest + "?")
            .orElseGet(
                () ->
                    keys.keySet().stream()
                        .filter(known -> known.startsWith(prefix))
                        .collect(joining(", ", "there are ", "")));
    mistakes.add(Mistake.elsewhere(name + ": unknown environment variable; " + hint));
  }

  private void readFlags(Map<String, String> flags) {
    for (Key<?> key : Keys.ALL) {
      @Nullable String text = key.flag().map(flags::get).orElse(null);
      if (text != null) {
        set(key, new Origin.Flag(key.flag().orElseThrow()), text);
      }
    }
  }

  // ---------------------------------------------------------------- settings

  private interface Reading<T> {
    T value() throws BadValueException;
  }

  private <T> void set(Key<T> key, Origin origin, TomlValue value) {
    set(key, origin, () -> key.kind().ofToml(value));
  }

  private <T> void set(Key<T> key, Origin origin, String text) {
    set(key, origin, () -> key.kind().ofText(text));
  }

  private <T> void set(Key<T> key, Origin origin, Reading<T> reading) {
    try {
      layer.put(key, new Setting<>(key, reading.value(), origin));
    } catch (BadValueException e) {
      wrong.add(key);
      for (BadValueException.Part part : e.parts()) {
        mistakes.add(Mistake.of(key, atLine(origin, part), part.text()));
      }
    }
  }

  private static Origin atLine(Origin origin, BadValueException.Part part) {
    return part.line().isPresent() && origin instanceof Origin.InFile(String file, _)
        ? new Origin.InFile(file, part.line().getAsInt())
        : origin;
  }

  /// Lays what was read over what was there. `node_id` is one setting in two sections.
  private void endLayer() {
    @Nullable Setting<?> ipc = layer.get(Keys.IPC_NODE_ID);
    @Nullable Setting<?> cluster = layer.get(Keys.CLUSTER_NODE_ID);
    settings.putAll(layer);
    if (ipc != null && cluster != null) {
      requireSame(ipc, cluster);
    } else if (ipc != null) {
      settings.put(Keys.CLUSTER_NODE_ID, shared(Keys.CLUSTER_NODE_ID, ipc));
    } else if (cluster != null) {
      settings.put(Keys.IPC_NODE_ID, shared(Keys.IPC_NODE_ID, cluster));
    }
    layer = new HashMap<>();
  }

  private void requireSame(Setting<?> ipc, Setting<?> cluster) {
    if (!ipc.value().equals(cluster.value())) {
      String text =
          "must agree with %s, and is '%s' and not '%s' (%s); setting one of them is enough"
              .formatted(ipc.key(), cluster.value(), ipc.value(), ipc.origin());
      mistakes.add(Mistake.of(Keys.CLUSTER_NODE_ID, cluster.origin(), text));
    }
  }

  private static Setting<String> shared(Key<String> key, Setting<?> other) {
    return new Setting<>(key, (String) other.value(), other.origin());
  }

  // ---------------------------------------------------------------- records

  private Configuration configuration(ConfigurationFiles files, Optional<Place> place) {
    var all = new Settings(settings);
    ClusterSettings cluster =
        record(Section.CLUSTER, () -> ClusterSettings.of(all)).orElse(ClusterSettings.DEFAULT);
    DistributedConfig distributed =
        record(Section.DISTRIBUTED, () -> DistributedConfig.of(all))
            .orElse(DistributedConfig.DEFAULT);
    ServerConfig server =
        record(Section.SERVER, () -> ServerConfig.of(all)).orElse(ServerConfig.DEFAULT);
    SecurityConfig security =
        record(Section.SECURITY, () -> SecurityConfig.of(all)).orElse(SecurityConfig.DEFAULT);
    var configuration =
        new Configuration(
            all, files, place.map(Place::name), cluster, distributed, server, security);
    check(Section.IPC, () -> NodeSettings.check(all));
    check(Section.CLUSTER, () -> NodeSettings.checkSeeds(all));
    return configuration;
  }

  private void check(Section section, Runnable check) {
    record(
        section,
        () -> {
          check.run();
          return section;
        });
  }

  private <T> Optional<T> record(Section section, Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (InvalidSettingsException e) {
      var all = new Settings(settings);
      e.complaints().stream()
          .filter(complaint -> complaint.settingsIn(section).stream().noneMatch(wrong::contains))
          .forEach(complaint -> mistakes.add(complaint.located(section, all)));
      return Optional.empty();
    }
  }
}
