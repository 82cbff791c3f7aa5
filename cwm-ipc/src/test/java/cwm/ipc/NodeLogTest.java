package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.security.ClusterKey;
import cwm.ipc.security.PeerSecurity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What operators read.
class NodeLogTest {
  private final Logger logger = Logger.getLogger(Node.class.getName());
  private final List<String> warnings = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          if (event.getLevel().intValue() >= Level.WARNING.intValue()) {
            synchronized (warnings) {
              warnings.add(new SimpleFormatter().formatMessage(event));
            }
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    Locale.setDefault(Locale.ROOT);
    logger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
  }

  private static void startAndClose(String address, PeerSecurity security) {
    Node.start(NodeConfig.builder("a").listenAddress(address).security(security).build()).close();
  }

  @Test
  void anOpenDoorIsWarnedOfWithItsRemedy() {
    startAndClose("0.0.0.0:0", PeerSecurity.NONE);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("a: listens on 0.0.0.0:")
        .contains("[security] cluster_key")
        .contains("cwm cert");
  }

  @Test
  void loopbackAndAKeyAreNot() {
    startAndClose("127.0.0.1:0", PeerSecurity.NONE);
    startAndClose("0.0.0.0:0", PeerSecurity.of(new ClusterKey("key")));
    assertThat(warnings).isEmpty();
  }
}
