package cwm.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.transport.Address;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
  private static final HostNames LOOPBACK =
      new HostNames(new Address.Inet("127.0.0.1", 8080), List.of("data.example"));
  private static final HostNames EVERYWHERE =
      new HostNames(new Address.Inet("0.0.0.0", 8080), List.of());
  private static final HostNames NAMED =
      new HostNames(new Address.Inet("Node.Example", 8080), List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1:8080",
        "127.1.2.3",
        "[::1]:8080",
        "data.example"
      })
  void itsOwnNamesAreKnown(String host) {
    assertThat(LOOPBACK.contains(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:8080",
        "192.168.1.10",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "data.example.evil",
        "[::1]evil",
        "evil@localhost",
        "[::2]"
      })
  void othersAreNot(String host) {
    assertThat(LOOPBACK.contains(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1.10:8080", "[fe80::1]", "localhost", "0.0.0.0"})
  void beyondLoopbackAllAddressesAre(String host) {
    assertThat(EVERYWHERE.contains(host)).isTrue();
    assertThat(EVERYWHERE.contains("evil.example")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"node.example:8080", "NODE.example"})
  void whereItListensIsItsName(String host) {
    assertThat(NAMED.contains(host)).isTrue();
  }
}
