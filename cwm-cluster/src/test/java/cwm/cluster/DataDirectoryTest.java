package cwm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cwm.ipc.message.MemberAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final Identity IDENTITY =
      new Identity(
          new UUID(1, 2),
          new UUID(3, 4).toString(),
          true,
          true,
          false,
          List.of(
              new MemberAddress("a", "i", "127.0.0.1:9000"),
              new MemberAddress("b", "j", "unix:/tmp/with space"),
              new MemberAddress("c", "k", "")));

  @TempDir private Path temporary;

  @Test
  void anIdentityIsReadAsItWasSaved() {
    try (DataDirectory directory = DataDirectory.open(Optional.of(temporary), "node-1")) {
      assertThat(directory.load()).isEmpty();
      directory.save(IDENTITY);
    }
    try (DataDirectory directory = DataDirectory.open(Optional.of(temporary), "node-1")) {
      assertThat(directory.load()).contains(IDENTITY);
      directory.clear();
      assertThat(directory.load()).isEmpty();
    }
  }

  @Test
  void aDirectoryInUseIsRefusedByName() {
    try (DataDirectory _ = DataDirectory.open(Optional.of(temporary), "node-1")) {
      assertThatExceptionOfType(ClusterException.class)
          .isThrownBy(() -> DataDirectory.open(Optional.of(temporary), "node-1").close())
          .withMessageContaining(temporary.toString())
          .withMessageContaining("--data-dir")
          .matches(e -> e.code() == ClusterException.Code.DATA_DIR_IN_USE);
    }
  }

  @Test
  void anIdentityThatWasCutShortIsRefused() throws IOException {
    try (DataDirectory directory = DataDirectory.open(Optional.of(temporary), "node-1")) {
      directory.save(IDENTITY);
      Path file = temporary.resolve("identity");
      String whole = Files.readString(file);
      for (int length = 0; length < whole.length() - 1; length++) {
        Files.writeString(file, whole.substring(0, length));
        assertThatExceptionOfType(ClusterException.class)
            .isThrownBy(directory::load)
            .withMessageContaining(file.toString())
            .matches(e -> e.code() == ClusterException.Code.STORAGE);
      }
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> DataDirectory.open(Optional.of(file.resolve("below")), "node-1").close())
        .withMessageContaining(file.toString());
  }

  @Test
  void aScratchDirectoryGoesWithTheProcess() {
    Path logs;
    try (DataDirectory directory = DataDirectory.open(Optional.empty(), "node-1")) {
      logs = directory.logs();
      assertThat(logs.getParent()).exists();
    }
    assertThat(logs.getParent()).doesNotExist();
  }

  /// Whoever closes a file loses all of the process's locks on it.
  @Test
  void aLookAtWhatIsOpenDoesNotUnlockIt() throws Exception {
    try (DataDirectory scratch = DataDirectory.open(Optional.empty(), "node-1");
        DataDirectory place = DataDirectory.open(Optional.of(temporary), "node-1");
        DataDirectory _ = DataDirectory.open(Optional.empty(), "node-1")) {
      assertThatExceptionOfType(ClusterException.class)
          .isThrownBy(() -> DataDirectory.open(Optional.of(temporary), "node-1").close());
      assertThat(isLocked(scratch)).isTrue();
      assertThat(isLocked(place)).isTrue();
    }
  }

  /// Asks the system, which knows a lock by the file's inode.
  private static boolean isLocked(DataDirectory directory) throws IOException {
    Path lock = directory.logs().resolveSibling("lock");
    Object inode = Files.getAttribute(lock, "unix:ino");
    return Files.readAllLines(Path.of("/proc/locks")).stream()
        .anyMatch(line -> line.contains(":" + inode + " "));
  }

  @Test
  void itIsOfOneNodeOnly() {
    var identity = new Identity(UUID.randomUUID(), "i", true, true, false, List.of());
    try (DataDirectory directory = DataDirectory.open(Optional.of(temporary), "node-1")) {
      directory.save(identity);
    }
    try (DataDirectory directory = DataDirectory.open(Optional.of(temporary), "node-2")) {
      assertThatExceptionOfType(ClusterException.class)
          .isThrownBy(directory::load)
          .matches(e -> e.code() == ClusterException.Code.STORAGE)
          .withMessageContaining("data directory of node 'node-1'")
          .withMessageContaining("give 'node-2' one of its own");
    }
  }
}
