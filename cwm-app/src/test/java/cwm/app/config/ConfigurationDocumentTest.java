package cwm.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.Golden;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// `docs/CONFIGURATION.md` is what [Keys] says. With `-Dcwm.golden.rewrite=true` it is written.
class ConfigurationDocumentTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("cwm.root", ".."))
          .toAbsolutePath()
          .normalize()
          .resolve("docs/CONFIGURATION.md");

  private static final String HEAD =
      """
      # Configuration

      This page is made from the table of settings in `cwm.app.config.Keys`; `ConfigurationDocumentTest` says how.

      Settings stand in a file of [TOML](https://toml.io), by section:

      ```toml
      [distributed]
      max_workers = 2
      partition_strategy = "hash"
      ```

      `cwm config show` prints what is in force, and behind each value where it comes from.

      ## Where settings come from

      1. **A file**: the one that `--config FILE` names, else the first that is there of `cwm.toml` in the directory where cwm runs,
         `$XDG_CONFIG_HOME/cwm/cwm.toml` (by default `~/.config/cwm/cwm.toml`), and `/etc/cwm/cwm.toml`. One file is read, and
         the others are not: what is in force stands in one place, and no key or permission comes from a file that somebody has forgotten.
      2. **Environment variables** go over the file: `CWM_`, the section and the key, in capitals, such as `CWM_IPC_NODE_ID`. Lists are separated by
         commas. An empty variable is none. Kubernetes makes such variables for a service of the name `cwm-server` or `cwm-cluster`;
         `enableServiceLinks: false` keeps them from the pod.
      3. **Flags** go over both.

      Relative paths start where cwm runs. `node_id` may be set in `[ipc]` or in `[cluster]`; it is one setting.

      Before a command does anything, all settings are checked. It ends with exit code 2 if there is a mistake, and tells all of them:

      ```text
      cwm.toml:3: [ipc] transprot: unknown key; did you mean 'transport'?
      cwm.toml:4: [ipc] max_connections must be from 2 to 65,536, and is 1
      ```

      The scope of a setting is *node* if each node has its own, and *cluster* if all have the same, fixed when the first facts are loaded.
      """;

  @Test
  void documentIsWhatTheTableSays() {
    var text = new StringBuilder(HEAD);
    for (Section section : Section.values()) {
      text.append("\n## `").append(section).append("`\n\n").append(section.doc()).append("\n\n");
      text.append("| key | type | default | scope | meaning |\n|---|---|---|---|---|\n");
      section.keys().forEach(key -> text.append(row(key)));
    }
    Golden.check(DOCUMENT, text.toString());
  }

  @Test
  void eachSettingIsDescribedOnce() {
    Set<String> names = new HashSet<>();
    assertThat(Keys.ALL)
        .hasSizeGreaterThan(30)
        .allSatisfy(
            key -> {
              assertThat(names.add(key.toString())).as("%s stands twice", key).isTrue();
              assertThat(key.doc()).isNotBlank().doesNotContain("|", "\n");
              assertThat(key.standard().isPresent())
                  .as("%s has a default, or says what holds without", key)
                  .isEqualTo(key.whenUnset().isEmpty());
            });
  }

  private static <T> String row(Key<T> key) {
    Optional<T> standard = key.standard();
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            key.name(),
            key.kind().description(),
            standard.isPresent() ? "`" + key.kind().toToml(standard.get()) + "`" : key.whenUnset(),
            key.scope(),
            key.doc() + key.flag().map(flag -> "; `" + flag + "`").orElse(""));
  }
}
