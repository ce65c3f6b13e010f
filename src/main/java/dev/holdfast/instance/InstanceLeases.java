package dev.holdfast.instance;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import java.time.Duration;
import java.util.List;

/** The leases of the instances that share this Redis. Its clock decides when one ends. */
public final class InstanceLeases {
  private final RedisGateway redis;

  public InstanceLeases(RedisGateway redis) {
    this.redis = redis;
  }

  /**
   * What an announcement found.
   *
   * @param live how many instances live, the one that announces itself included
   * @param unbroken whether its lease had not ended since it was announced before
   * @param end when its lease ends now, in milliseconds of Redis's clock
   * @param some of those that live, as they are announced; nine at most
   */
  public record Announced(int live, boolean unbroken, long end, List<String> some) {}

  /**
   * Announces an instance, or renews its lease.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException when nothing can have happened
   * @throws dev.holdfast.stock.OutcomeUnknownException when it may have
   */
  public Announced announce(String instance, Duration lease) {
    var reply = redis.run(Script.INSTANCE_ANNOUNCE, List.of(Keys.INSTANCES), instance, lease);
    return new Announced(
        (int) ScriptReplies.number(reply.get(0)),
        ScriptReplies.number(reply.get(1)) == 1,
        ScriptReplies.number(reply.get(2)),
        reply.subList(3, reply.size()).stream().map(ScriptReplies::text).toList());
  }

  /** Returns a lease, so that no instance has to wait for its end. */
  public void leave(String instance) {
    redis.run(Script.INSTANCE_LEAVE, List.of(Keys.INSTANCES), instance);
  }
}
