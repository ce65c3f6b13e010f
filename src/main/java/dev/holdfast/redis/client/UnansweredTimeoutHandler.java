package dev.holdfast.redis.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection that owes an answer and has brought nothing for too long, so that its client
 * connects anew. Without it a connection whose other side is gone without a word, or hangs, would
 * be believed in for as long as TCP does, which is a quarter of an hour; and every request would
 * wait for its own timeout instead of failing at once because there is no Redis.
 *
 * <p>One for each connection; used by its event loop only.
 */
public final class UnansweredTimeoutHandler extends ChannelDuplexHandler {
  private static final Logger log = LoggerFactory.getLogger(UnansweredTimeoutHandler.class);

  private final long silenceMaxNanos;
  private boolean answered;
  private boolean owed;
  private long owedSince;
  private @Nullable Future<?> check;

  UnansweredTimeoutHandler(Duration silenceMax) {
    this.silenceMaxNanos = silenceMax.toNanos();
  }

  /** Guards a connection that is being made. */
  public static void watch(Channel channel, Duration silenceMax) {
    channel.pipeline().addFirst(new UnansweredTimeoutHandler(silenceMax));
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!owed) {
      owed = true;
      owedSince = System.nanoTime();
      if (check == null) {
        checkIn(context, silenceMaxNanos);
      }
    }
    var _ = context.write(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    // Any answer will do: the rest of them are on their way. What is asked next is owed anew.
    owed = false;
    answered = true;
    context.fireChannelRead(message);
  }

  /** One timer at a time, however many commands there are. */
  private void checkIn(ChannelHandlerContext context, long nanos) {
    check = context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext context) {
    check = null;
    if (!owed || !context.channel().isActive()) {
      return;
    }
    long left = silenceMaxNanos - (System.nanoTime() - owedSince);
    if (left > 0) {
      checkIn(context, left);
      return;
    }
    if (answered) {
      log.warn("Redis at {} is silent: connecting anew", context.channel().remoteAddress());
    } else {
      log.debug("Redis at {} does not greet", context.channel().remoteAddress());
    }
    var _ = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (check != null) {
      check.cancel(false);
      check = null;
    }
    context.fireChannelInactive();
  }
}
