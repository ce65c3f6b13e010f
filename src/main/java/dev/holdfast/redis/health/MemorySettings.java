package dev.holdfast.redis.health;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept of Redis's memory for ending orders.
 *
 * @param fullPercent from which share of Redis's {@code maxmemory}, in percent, no order is placed
 *     and no unit added to one; the fullest master counts
 * @param interval the pause between two samples of the used memory ({@code INFO memory}); after
 *     five that failed nothing is refused for it
 * @param expiredMax how many orders of a partition a sweep processes while memory is that full:
 *     what expires takes memory before it is forgotten
 */
@ConfigurationProperties("holdfast.memory")
public record MemorySettings(
    @DefaultValue("90") int fullPercent,
    @DefaultValue("1s") Duration interval,
    @DefaultValue("2") int expiredMax) {
  public MemorySettings {
    Setting.of("holdfast.memory.full-percent", fullPercent).between(50, 99);
    Setting.of("holdfast.memory.interval", interval).between("100ms", "10s");
    Setting.of("holdfast.memory.expired-max", expiredMax).between(1, 50);
  }
}
