package dev.holdfast.redis.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.redisson.client.NettyHook;

/**
 * The connections of one Redisson client. Once it is shut, the client has none and gets none: what
 * it was asked for fails within the time of a command. A shutdown of the client would do more: it
 * stops the timers by which calls that are under way find that out, and those would wait for ever.
 * Safe for use by many threads.
 */
public final class ChannelGate implements NettyHook {
  private final Duration silenceMax;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shut;

  /**
   * @param silenceMax how long a connection may owe answers before it is replaced
   */
  ChannelGate(Duration silenceMax) {
    this.silenceMax = silenceMax;
  }

  @Override
  public void afterBoostrapInitialization(Bootstrap bootstrap) {
    // Nothing to change here.
  }

  @Override
  public void afterChannelInitialization(Channel channel) {
    UnansweredTimeoutHandler.watch(channel, silenceMax);
    open.add(channel);
    var _ = channel.closeFuture().addListener(closed -> open.remove(channel));
    if (shut) {
      var _ = channel.close();
    }
  }

  /** Closes all connections, and each that is opened from now on. */
  public void shut() {
    shut = true;
    open.forEach(Channel::close);
  }
}
