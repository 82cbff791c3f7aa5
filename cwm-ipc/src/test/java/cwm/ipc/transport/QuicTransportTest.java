package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.security.PeerSecurity;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class QuicTransportTest extends TransportContract {
  @Override
  Transport newTransport(String nodeId) {
    return Transports.open(TransportType.UDP, nodeId, PeerSecurity.NONE);
  }

  @Override
  Address freeAddress() {
    return new Address.Inet("127.0.0.1", 0);
  }

  @Override
  Address deadAddress() {
    return new Address.Inet("127.0.0.1", 1);
  }

  @Test
  void unreliableFramesOvertakeAndReliableOnesKeepTheirOrder() {
    Pair pair = connect();
    int count = 80;
    for (int i = 0; i < count; i++) {
      byte[] frame = new byte[100_000];
      frame[0] = (byte) i;
      pair.clientLink().send(frame, frame.length);
    }
    for (int i = 0; i < 20; i++) { // of which some may be lost
      pair.clientLink().sendUnreliable(new byte[] {1}, 1);
    }
    boolean hasOvertaken = false;
    for (int next = 0; next < count; ) {
      byte[] frame = pair.server().awaitFrame();
      if (frame.length == 1) {
        hasOvertaken = true;
      } else {
        assertThat(frame[0]).isEqualTo((byte) next);
        next++;
      }
    }
    assertThat(hasOvertaken).isTrue();
  }

  @Test
  void garbageHarmsNobody() throws IOException {
    Pair pair = connect();
    Address.Inet address = (Address.Inet) pair.serverLink().local();
    RandomGenerator random = new Random(1);
    try (DatagramSocket stranger = new DatagramSocket()) {
      for (int i = 0; i < 500; i++) {
        byte[] bytes = new byte[1 + random.nextInt(1_400)];
        random.nextBytes(bytes);
        if (i % 2 == 0) {
          bytes[0] = (byte) 0xc0; // as an Initial packet begins
        }
        stranger.send(
            new DatagramPacket(
                bytes, bytes.length, InetAddress.ofLiteral(address.host()), address.port()));
      }
    }
    pair.clientLink().send(new byte[] {1}, 1);
    assertThat(pair.server().awaitFrame()).containsExactly(1);
    assertThat(pair.server().isClosed()).isFalse();
  }
}
