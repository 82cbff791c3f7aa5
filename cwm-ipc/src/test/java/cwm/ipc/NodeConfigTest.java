package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
  private static NodeConfig.Builder config() {
    return NodeConfig.builder("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:9000", "[::]:9000", "[0:0:0:0:0:0:0:0]:9000", "[0::0]:9000"})
  void nobodyReachesAnAddressOfAllNetworks(String address) {
    assertThatThrownBy(config().advertiseAddress(address)::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(address)
        .hasMessageContaining("name one that others reach");
    assertThat(config().listenAddress(address).build()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1:9000", "[::1]:9000", "node-0.0.0.0.example.org:9000", "h:1"})
  void otherAddressesAreAdvertised(String address) {
    assertThat(config().advertiseAddress(address).build().advertiseAddress())
        .hasToString("Optional[" + address + "]");
  }

  @Test
  void heartbeatsAreWholeMillisecondsThatTheHandshakeCanTell() {
    for (Duration interval :
        new Duration[] {
          Duration.ZERO, Duration.ofNanos(999_999), Duration.ofDays(25), Duration.ofMillis(-1)
        }) {
      assertThatThrownBy(config().heartbeatInterval(interval)::build)
          .hasMessageContaining("heartbeatInterval " + interval);
    }
    assertThat(config().heartbeatInterval(Duration.ofMillis(1)).build()).isNotNull();
    assertThat(config().heartbeatInterval(Duration.ofDays(24)).build()).isNotNull();
  }

  @Test
  void toolsAreToldByTheirNames() {
    assertThat(NodeConfig.isTool("node-1~ping-0a")).isTrue();
    assertThat(NodeConfig.isTool("node-1")).isFalse();
  }
}
