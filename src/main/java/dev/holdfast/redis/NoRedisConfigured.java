package dev.holdfast.redis;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches when no property says where Redis is. */
final class NoRedisConfigured extends SpringBootCondition {
  private static final List<String> PROPERTIES =
      List.of(
          "host",
          "port",
          "url",
          "sentinel.master",
          "cluster.nodes",
          "cluster.nodes[0]",
          "masterreplica.nodes");

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    var message = ConditionMessage.forCondition("No Redis configured");
    for (String property : PROPERTIES) {
      String name = "spring.data.redis." + property;
      if (context.getEnvironment().containsProperty(name)) {
        return ConditionOutcome.noMatch(message.found("property").items(name));
      }
    }
    return ConditionOutcome.match(message.because("none of spring.data.redis.* says where it is"));
  }
}
