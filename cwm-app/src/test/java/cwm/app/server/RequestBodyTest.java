package cwm.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class RequestBodyTest {
  @Test
  void whoStopsSendingIsTooSlow() {
    var stalled =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException(new TimeoutException("Idle timeout expired"));
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
          }
        };
    var body =
        new RequestBody(
            stalled, false, 1 << 20, "send less", System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
    assertThatThrownBy(body::text)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.answer().status()).isEqualTo(Answer.TOO_SLOW));
  }
}
