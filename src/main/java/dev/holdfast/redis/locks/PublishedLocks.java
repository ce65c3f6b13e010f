package dev.holdfast.redis.locks;

import dev.holdfast.locks.Acquisition;
import dev.holdfast.locks.SharedAcquisitions;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes in Redis what instances hold and wait for: one field for each, which it replaces as a
 * whole. Redis's clock decides when one has ended. Safe for use by many threads.
 */
public final class PublishedLocks implements SharedAcquisitions {
  /** Longer than the pause between two looks, so that one that lives is not forgotten. */
  private static final Duration LIFE = Duration.ofSeconds(5);

  private final RedisGateway redis;
  private final String instance;
  private final JsonMapper json = JsonMapper.builder().build();
  private final AtomicLong numbers = new AtomicLong();

  /** What is kept for an instance. Another version may have other members. */
  private record Stored(long number, List<Acquisition> acquisitions) {}

  /**
   * @param instance the id of this instance
   */
  public PublishedLocks(RedisGateway redis, String instance) {
    this.redis = redis;
    this.instance = instance;
  }

  @Override
  public List<Published> publish(List<Acquisition> own) {
    return exchange(
        own.isEmpty() ? "" : json.writeValueAsString(new Stored(numbers.incrementAndGet(), own)));
  }

  /** Without a text of its own nothing is replaced that anything relies on. */
  @Override
  public List<Published> others() {
    return read(redis.run(Script.LOCKS_PUBLISH, List.of(Keys.LOCKS), "", "", LIFE));
  }

  private List<Published> exchange(String text) {
    return read(redis.run(Script.LOCKS_PUBLISH, List.of(Keys.LOCKS), instance, text, LIFE));
  }

  private List<Published> read(List<Object> reply) {
    var others = new ArrayList<Published>();
    for (int i = 0; i + 1 < reply.size(); i += 2) {
      String other = ScriptReplies.text(reply.get(i));
      String text = ScriptReplies.text(reply.get(i + 1));
      if (!other.equals(instance)) {
        parse(text)
            .ifPresent(
                stored -> others.add(new Published(other, stored.number(), stored.acquisitions())));
      }
    }
    return others;
  }

  private Optional<Stored> parse(String text) {
    try {
      return Optional.of(json.readValue(text, Stored.class));
    } catch (JacksonException e) {
      // Of another version: it is not shown here.
      return Optional.empty();
    }
  }
}
