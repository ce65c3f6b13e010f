package dev.holdfast.redis.server;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches when no property says where Redis is. */
public final class NoRedisConfigured extends SpringBootCondition {
  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    var message = ConditionMessage.forCondition("No Redis configured");
    return ConfiguredRedis.of(context.getEnvironment()) == ConfiguredRedis.EMBEDDED
        ? ConditionOutcome.match(message.because("none of spring.data.redis.* says where it is"))
        : ConditionOutcome.noMatch(message.because("spring.data.redis.* says where it is"));
  }
}
