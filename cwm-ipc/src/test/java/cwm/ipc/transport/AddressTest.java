package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.IpcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.168.1.10:9000",
        "host.example.org:0",
        "[::1]:65535",
        "unix:/run/cwm.sock",
        "memory:a"
      })
  void whatItReadsItWrites(String text) {
    assertThat(Address.parse(text).toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        ":9000",
        "host:",
        "host:port",
        "host:65536",
        "host:-1",
        "::1:9000",
        "[host]:9000",
        "[::1]",
        "unix:",
        "memory:",
        "host:9000000000",
        "unix:\u0000"
      })
  void whatIsNoAddressIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOfSatisfying(
            IpcException.class, e -> assertThat(e.code()).isEqualTo(IpcException.Code.BAD_ADDRESS))
        .hasMessageContaining("192.168.1.10:9000");
  }

  @Test
  void loopbackIsTold() {
    assertThat(new Address.Inet("127.0.0.1", 1).isLoopback()).isTrue();
    assertThat(new Address.Inet("::1", 1).isLoopback()).isTrue();
    assertThat(new Address.Inet("localhost", 1).isLoopback()).isTrue();
    assertThat(new Address.Inet("0.0.0.0", 1).isLoopback()).isFalse();
    assertThat(new Address.Inet("10.0.0.1", 1).isLoopback()).isFalse();
  }
}
