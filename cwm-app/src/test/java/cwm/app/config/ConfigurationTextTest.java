package cwm.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `cwm config show` prints is a configuration file that says the same.
class ConfigurationTextTest {
  private static final String SECRET = "a secret of many letters";

  /// What settings may be besides what their kind tells. The times of `[cluster]` go together
  /// whatever of them is set.
  private static final Map<String, List<String>> CHOICES =
      Map.ofEntries(
          Map.entry("[ipc] node_id", List.of("\"node-1\"", "'a.b_c'")),
          Map.entry("[ipc] listen_address", List.of("\"0.0.0.0:0\"", "\"[::1]:9000\"")),
          Map.entry("[ipc] transport", List.of("\"udp\"", "\"tcp\"")),
          Map.entry("[ipc] serialization", List.of("\"json\"", "\"bincode\"")),
          Map.entry("[ipc] advertise_address", List.of("\"host:1\"")),
          Map.entry("[cluster] seed_nodes", List.of("[]", "['a:1']", "[\"a:1\",\n 'x.example:1']")),
          Map.entry("[cluster] election_timeout_min", List.of("700", "1_000")),
          Map.entry("[cluster] election_timeout_max", List.of("3000", "9999")),
          Map.entry("[cluster] heartbeat_interval_ms", List.of("1", "200")),
          Map.entry("[cluster] cluster_name", List.of("\"é\"", "'a\\b'", "\"\\\"\"")),
          Map.entry("[cluster] data_dir", List.of("'/var/lib/cwm'", "\"a \\\"b\\\\\\u0007\"")),
          Map.entry("[distributed] partition_strategy", List.of("'graph'", "'random'")),
          Map.entry("[distributed] inference", List.of("'rules'", "'auto'")),
          Map.entry("[server] http", List.of("'none'", "'[::]:80'")),
          Map.entry("[server] users", List.of("'users'")),
          Map.entry(
              "[server] allow_origins", List.of("['*']", "['https://a.example', 'http://b:1']")),
          Map.entry("[server] hosts", List.of("[]", "['a.example', '[::1]']")),
          Map.entry("[security] cluster_key", List.of("'" + SECRET + "'")),
          Map.entry("[security] web_allow", List.of("['http://a/', 'https://b/c?d#e']")));

  @TempDir Path folder;

  @RandomSeeds(200)
  void readAgainItIsTheSameConfiguration(long seed) {
    var files = new TestConfigurations(folder);
    String toml = randomConfiguration(new RandomSource(seed));
    Configuration first = files.read(toml);
    String text = ConfigurationText.of(first);
    Configuration second = files.read(text.replace("\"***\"", "\"" + SECRET + "\""));

    assertThat(second.cluster()).as(text).isEqualTo(first.cluster());
    assertThat(second.distributed()).as(text).isEqualTo(first.distributed());
    assertThat(second.server()).as(text).isEqualTo(first.server());
    assertThat(second.security())
        .as(text)
        .usingRecursiveComparison()
        .ignoringFields("clusterKey") // a secret, equal to none
        .isEqualTo(first.security());
    assertThat(second.security().clusterKey().isPresent())
        .isEqualTo(first.security().clusterKey().isPresent());
    assertThat(second.nodeConfig("n"))
        .as(text)
        .usingRecursiveComparison()
        .ignoringFields("security")
        .isEqualTo(first.nodeConfig("n"));
    assertThat(withoutOrigins(ConfigurationText.of(second))).isEqualTo(withoutOrigins(text));
  }

  @Test
  void aHiddenKeyIsNotTakenForOne() {
    var files = new TestConfigurations(folder);
    Configuration configuration = files.read("[security]\ncluster_key = '" + SECRET + "'\n");
    assertThat(files.mistakes(ConfigurationText.of(configuration)))
        .singleElement()
        .asString()
        .contains("cluster_key must be a secret", "cwm config show prints *** in its place");
  }

  @Test
  void theNameOfAFileEndsNoComment() {
    var files = new TestConfigurations(folder);
    files.write("odd\nname = 1.toml", "[ipc]\nnode_id = \"a\"\n");
    Configuration configuration =
        ConfigurationReader.read(
            files.surroundings(Map.of()), new Flags(Optional.of("odd\nname = 1.toml"), Map.of()));
    assertThat(files.read(ConfigurationText.of(configuration)).nodeConfig().nodeId())
        .isEqualTo("a");
  }

  private static String withoutOrigins(String text) {
    return text.replaceAll("(?m)^(?!#)(.*) # .*$", "$1").replaceAll("(?m)\\A#.*$", "");
  }

  private static String randomConfiguration(RandomSource random) {
    var toml = new StringBuilder();
    for (Section section : random.shuffled(List.of(Section.values()))) {
      toml.append(section).append('\n');
      for (Key<?> key : random.shuffled(section.keys())) {
        if (!key.name().startsWith("tls_") && key != Keys.CLUSTER_NODE_ID && random.oneIn(2)) {
          toml.append("%s = %s%n".formatted(key.name(), randomValue(key, random)));
        }
      }
    }
    return toml.toString();
  }

  private static String randomValue(Key<?> key, RandomSource random) {
    List<String> choices = CHOICES.getOrDefault(key.toString(), List.of());
    if (!choices.isEmpty()) {
      return random.pick(choices);
    }
    return switch (key.kind()) {
      case Kind.YesNo _ -> random.pick(List.of("true", "false"));
      case Kind.WholeNumber(_, Range range) ->
          Long.toString(
              random.oneIn(3)
                  ? random.pick(List.of(range.min(), range.max()))
                  : range.min() + Math.floorMod(random.nextLong(), range.max() - range.min() + 1));
      case Kind.Text<?> _, Kind.Sequence<?> _ -> throw new AssertionError("choices for " + key);
    };
  }
}
