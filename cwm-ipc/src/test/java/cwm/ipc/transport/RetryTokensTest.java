package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryTokensTest {
  private static final InetSocketAddress ADDRESS = address(1, 9_000);

  private final AtomicLong clock = new AtomicLong(1_000);
  private final RetryTokens tokens = new RetryTokens(new SecureRandom(), clock::get);

  private static InetSocketAddress address(int lastByte, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + lastByte), port);
  }

  private ByteBuf token() {
    ByteBuf token = Unpooled.buffer();
    assertThat(tokens.writeToken(token, Unpooled.wrappedBuffer(new byte[] {1, 2, 3}), ADDRESS))
        .isTrue();
    assertThat(token.readableBytes()).isLessThanOrEqualTo(tokens.maxTokenLength());
    return token;
  }

  @Test
  void ownTokenLeadsToTheConnectionId() {
    ByteBuf token = token();
    int offset = tokens.validateToken(token, ADDRESS);
    assertThat(token.slice(offset, token.readableBytes() - offset))
        .isEqualTo(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
  }

  @Test
  void tokenOfAnotherAddressOrServerOrTimeIsRefused() {
    ByteBuf token = token();
    assertThat(tokens.validateToken(token, address(1, 9_001))).isNegative();
    assertThat(tokens.validateToken(token, address(2, 9_000))).isNegative();
    RetryTokens other = new RetryTokens(new SecureRandom(), clock::get);
    assertThat(other.validateToken(token, ADDRESS)).isNegative();
    clock.addAndGet(60_000);
    assertThat(tokens.validateToken(token, ADDRESS)).isNegative();
  }

  @Test
  void everyByteOfATokenCounts() {
    for (int i = 0; i < token().readableBytes(); i++) {
      ByteBuf token = token();
      token.setByte(i, token.getByte(i) ^ 1);
      assertThat(tokens.validateToken(token, ADDRESS)).as("byte %d", i).isNegative();
    }
    assertThat(tokens.validateToken(Unpooled.EMPTY_BUFFER, ADDRESS)).isNegative();
    assertThat(tokens.validateToken(token().writeZero(100), ADDRESS)).isNegative();
  }
}
