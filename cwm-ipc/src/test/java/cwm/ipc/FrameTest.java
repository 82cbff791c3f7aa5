package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.transport.Link;
import cwm.ipc.wire.WireBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
  private static final OptionalLong ID = OptionalLong.of(0x0102030405060708L);

  private static WireBuffer message(Lane lane, OptionalLong requestId, int bodyBytes) {
    var out = new WireBuffer(16);
    Frame.writeHead(out, lane, requestId);
    for (int i = 0; i < bodyBytes; i++) {
      out.put((byte) i);
    }
    return out;
  }

  private static byte[] bytes(Frame frame) {
    return Arrays.copyOf(frame.bytes(), frame.length());
  }

  @Test
  void aSmallMessageIsOneFrame() {
    Deque<Frame> frames = new ArrayDeque<>();
    long total = Frame.cut(message(Lane.REPLY, ID, 2), frames);
    assertThat(frames).hasSize(1);
    assertThat(total).isEqualTo(11);
    assertThat(bytes(frames.peek())).containsExactly(0x0e, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1);
    Frame.Head head = Frame.head(bytes(frames.peek())).orElseThrow();
    assertThat(head).isEqualTo(new Frame.Head(Lane.REPLY, true, ID, 9));
  }

  @ParameterizedTest
  @ValueSource(ints = {-10, -9, -1, 0, 1, Link.FRAME_BYTES_MAX, 3 * Link.FRAME_BYTES_MAX - 12})
  void aLargeMessageIsCutAndComesTogetherAgain(int beyond) {
    int bodyBytes = Link.FRAME_BYTES_MAX + beyond;
    WireBuffer message = message(Lane.ORDERED, ID, bodyBytes);
    byte[] body = Arrays.copyOfRange(message.array(), 9, message.size());
    Deque<Frame> frames = new ArrayDeque<>();
    long total = Frame.cut(message, frames);
    var joined = new WireBuffer(bodyBytes);
    long seen = 0;
    while (!frames.isEmpty()) {
      Frame frame = frames.poll();
      byte[] bytes = bytes(frame);
      seen += bytes.length;
      assertThat(bytes.length).isBetween(2, Link.FRAME_BYTES_MAX);
      Frame.Head head = Frame.head(bytes).orElseThrow();
      assertThat(head.lane()).isEqualTo(Lane.ORDERED);
      assertThat(head.isLast()).isEqualTo(frames.isEmpty()).isEqualTo(frame.isLast());
      assertThat(head.requestId()).isEqualTo(joined.size() == 0 ? ID : OptionalLong.empty());
      joined.put(bytes, head.bytes(), bytes.length - head.bytes());
    }
    assertThat(seen).isEqualTo(total);
    assertThat(Arrays.copyOf(joined.array(), joined.size())).isEqualTo(body);
  }

  @Test
  void whatIsNoHeadIsToldApart() {
    assertThat(Frame.head(new byte[0])).isEmpty();
    assertThat(Frame.head(new byte[] {3})).as("no such lane").isEmpty();
    assertThat(Frame.head(new byte[] {0x10})).as("an unknown flag").isEmpty();
    assertThat(Frame.head(new byte[] {-1, 0, 0})).isEmpty();
    assertThat(Frame.head(new byte[] {0x08, 0, 0})).as("a request id cut short").isEmpty();
    assertThat(Frame.head(new byte[] {0x04}))
        .isEqualTo(Optional.of(new Frame.Head(Lane.PROMPT, true, OptionalLong.empty(), 1)));
  }
}
