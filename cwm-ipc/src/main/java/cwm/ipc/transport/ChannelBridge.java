package cwm.ipc.transport;

import cwm.ipc.IpcException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Optional;

/// Takes what a Netty channel says to its [NettyLink]: the last handler of the channel.
///
/// Where TLS 1.3 is spoken, a client believes in the connection before the server has looked at its
/// certificate. So the accepting side greets when it is content, and the link is open for the
/// client when it has read that; a refusal comes before, as a refusal.
final class ChannelBridge extends ChannelInboundHandlerAdapter {
  private static final int GREETING = 0x63776d31; // "cwm1"
  private static final int GREETING_BYTES = 4;

  /// What the two sides exchange before the link is open.
  enum Greeting {
    /// Nothing.
    NONE,
    SEND,
    AWAIT,
    /// A QUIC stream does not exist for the other side before a byte of it has come.
    SEND_THEN_AWAIT,
    AWAIT_THEN_SEND
  }

  /// What only the transport knows of a channel.
  interface Ends {
    /// Opens the link with who is at its ends.
    ///
    /// @throws IpcException `BAD_CREDENTIALS`, if the peer's certificate names no node
    void open(NettyLink link);

    /// Why the channel closed, if it should not have.
    Optional<IpcException> failure(NettyLink link);
  }

  private final NettyLink link;
  private final Greeting greeting;
  private final boolean isSecured;
  private final Ends ends;
  private final FrameAssembler frames = new FrameAssembler();
  private int greetingCount;
  private int greetingHead;

  /// @param isSecured whether a TLS handshake comes first, of a handler before this one
  ChannelBridge(NettyLink link, Greeting greeting, boolean isSecured, Ends ends) {
    this.link = link;
    this.greeting = greeting;
    this.isSecured = isSecured;
    this.ends = ends;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    link.attach(context.channel());
    if (!isSecured) {
      start(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        start(context);
      } else {
        link.fail(handshakeFailure(handshake.cause()));
      }
    }
    super.userEventTriggered(context, event);
  }

  private IpcException handshakeFailure(Throwable cause) {
    IpcException lost = Failures.lost(link, cause);
    return lost.code() == IpcException.Code.BAD_CREDENTIALS
        ? lost
        : ends.failure(link).orElse(lost); // closed without a word
  }

  private void start(ChannelHandlerContext context) {
    if (greeting == Greeting.SEND || greeting == Greeting.SEND_THEN_AWAIT) {
      greet(context);
    }
    if (greeting == Greeting.NONE || greeting == Greeting.SEND) {
      open();
    }
  }

  private static void greet(ChannelHandlerContext context) {
    context
        .writeAndFlush(context.alloc().buffer(GREETING_BYTES).writeInt(GREETING))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private void open() {
    try {
      ends.open(link);
    } catch (IpcException refused) {
      link.fail(refused);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (link.isOpening()) {
        readGreeting(context, in);
      }
      while (in.isReadable() && link.isListening()) {
        byte[] frame = frames.next(in);
        if (frame != null) {
          link.receive(frame);
        }
      }
    } catch (IpcException malformed) {
      link.fail(new IpcException(malformed.code(), link + " sent " + malformed.getMessage()));
    } finally {
      in.release();
    }
  }

  private void readGreeting(ChannelHandlerContext context, ByteBuf in) {
    while (greetingCount < GREETING_BYTES && in.isReadable()) {
      greetingHead = greetingHead << 8 | in.readUnsignedByte();
      greetingCount++;
    }
    if (greetingCount < GREETING_BYTES) {
      return;
    }
    if (greetingHead != GREETING) {
      throw new IpcException(
          IpcException.Code.MALFORMED, "bytes that are no greeting; is a cwm node there?");
    }
    if (greeting == Greeting.AWAIT_THEN_SEND) {
      greet(context);
    }
    open();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      link.drain();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Optional<IpcException> failure = ends.failure(link);
    if (failure.isPresent()) {
      link.fail(failure.get());
    } else if (frames.isWithinFrame() && link.isListening()) {
      link.fail(
          new IpcException(
              IpcException.Code.SESSION_LOST, link + " was closed in the middle of a frame"));
    } else {
      link.finish(Optional.empty());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
  }

  private void fail(Throwable cause) {
    link.fail(Failures.lost(link, cause));
  }
}
