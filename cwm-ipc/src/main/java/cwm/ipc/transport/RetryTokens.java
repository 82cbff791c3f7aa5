package cwm.ipc.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tokens by which a QUIC client shows that it receives at the address it sends from, before the
/// server keeps anything for it (RFC 9000, §8.1.2).
///
/// A token is the time, a digest of time, address and connection id under a key that only this
/// server has, and the connection id.
final class RetryTokens implements QuicTokenHandler {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int TIME_BYTES = Long.BYTES;
  private static final int DIGEST_BYTES = 32;
  private static final int CONNECTION_ID_BYTES_MAX = 20; // RFC 9000, §17.2
  private static final long MILLIS_MAX = 30_000;

  private final SecretKeySpec secret;
  private final LongSupplier clockMillis;

  RetryTokens(SecureRandom random, LongSupplier clockMillis) {
    byte[] bytes = new byte[DIGEST_BYTES];
    random.nextBytes(bytes);
    secret = new SecretKeySpec(bytes, ALGORITHM);
    this.clockMillis = clockMillis;
  }

  @Override
  public boolean writeToken(ByteBuf out, ByteBuf connectionId, InetSocketAddress address) {
    long time = clockMillis.getAsLong();
    byte[] id = ByteBufUtil.getBytes(connectionId);
    out.writeLong(time).writeBytes(digest(time, address, id)).writeBytes(id);
    return true;
  }

  @Override
  public int validateToken(ByteBuf token, InetSocketAddress address) {
    if (token.readableBytes() < TIME_BYTES + DIGEST_BYTES
        || token.readableBytes() > maxTokenLength()) {
      return -1;
    }
    byte[] bytes = ByteBufUtil.getBytes(token);
    long time = ByteBuffer.wrap(bytes).getLong();
    long age = clockMillis.getAsLong() - time;
    byte[] digest = Arrays.copyOfRange(bytes, TIME_BYTES, TIME_BYTES + DIGEST_BYTES);
    byte[] id = Arrays.copyOfRange(bytes, TIME_BYTES + DIGEST_BYTES, bytes.length);
    boolean isOurs = MessageDigest.isEqual(digest, digest(time, address, id));
    return isOurs && age >= 0 && age <= MILLIS_MAX ? TIME_BYTES + DIGEST_BYTES : -1;
  }

  @Override
  public int maxTokenLength() {
    return TIME_BYTES + DIGEST_BYTES + CONNECTION_ID_BYTES_MAX;
  }

  private byte[] digest(long time, InetSocketAddress address, byte[] connectionId) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update(ByteBuffer.allocate(TIME_BYTES).putLong(time).flip());
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(address.getPort()).flip());
      mac.update(address.getAddress().getAddress()); // 4 or 16 bytes
      mac.update((byte) 0);
      mac.update(connectionId);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
