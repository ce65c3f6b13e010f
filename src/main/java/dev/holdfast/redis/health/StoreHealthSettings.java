package dev.holdfast.redis.health;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How an instance finds out whether the store can be used.
 *
 * @param writeInterval the pause between two writes that are tried in every partition
 * @param readOnlyMax how long the store may answer READONLY before this instance is not ready
 * @param peerTimeout how long another instance may take to say whether it reaches the store
 * @param peersMax how many other instances are asked at most
 */
@ConfigurationProperties("holdfast.store-health")
public record StoreHealthSettings(
    @DefaultValue("3s") Duration writeInterval,
    @DefaultValue("3s") Duration readOnlyMax,
    @DefaultValue("300ms") Duration peerTimeout,
    @DefaultValue("3") int peersMax) {
  public StoreHealthSettings {
    Setting.of("holdfast.store-health.write-interval", writeInterval).between("100ms", "1m");
    Setting.of("holdfast.store-health.read-only-max", readOnlyMax).between("100ms", "5m");
    Setting.of("holdfast.store-health.peer-timeout", peerTimeout).between("10ms", "5s");
    Setting.of("holdfast.store-health.peers-max", peersMax).between(1, 8);
  }
}
