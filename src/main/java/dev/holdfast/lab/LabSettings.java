package dev.holdfast.lab;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The lab: unsafe strategies and experiments.
 *
 * @param enabled whether the lab is open; by default it is where the service binds to loopback
 *     only, except in production
 * @param raceWindow how long every strategy is held between its check and its take
 * @param bareRedissonLock whether {@code redisson-lock} goes without the mutex in front of it, so
 *     that what the mutex is worth can be measured
 * @param unorderedLocks whether a basket's locks are acquired in the order of its lines as they
 *     were given, so that two opposite baskets deadlock
 */
@ConfigurationProperties("holdfast.lab")
public record LabSettings(
    @Nullable Boolean enabled,
    @DefaultValue("0") Duration raceWindow,
    @DefaultValue("false") boolean bareRedissonLock,
    @DefaultValue("false") boolean unorderedLocks) {
  public LabSettings {
    Setting.of("holdfast.lab.race-window", raceWindow).between("0s", "1m");
  }
}
