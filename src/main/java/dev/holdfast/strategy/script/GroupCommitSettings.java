package dev.holdfast.strategy.script;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of group commit.
 *
 * @param batchMax the most orders in one call; on Redis never more than 256
 * @param queueMax how many orders may wait for the next call of a lane; more are contended
 * @param waitMax how long an order waits in all, for its call and for its answer
 * @param gateTime how long what is sold out is refused without asking again; zero asks each time
 * @param lanes how many shared transactions of an instance are under way at the same time on
 *     PostgreSQL: with one it waits for the disk while the server has no work, and with many each
 *     is smaller. On Redis there are two
 */
@ConfigurationProperties("holdfast.group-commit")
public record GroupCommitSettings(
    @DefaultValue("128") int batchMax,
    @DefaultValue("1024") int queueMax,
    @DefaultValue("1s") Duration waitMax,
    @DefaultValue("100ms") Duration gateTime,
    @DefaultValue("4") int lanes) {
  public GroupCommitSettings {
    Setting.of("holdfast.group-commit.batch-max", batchMax).between(1, 1_000);
    Setting.of("holdfast.group-commit.queue-max", queueMax).between(1, 100_000);
    Setting.of("holdfast.group-commit.wait-max", waitMax).between("1ms", "1m");
    Setting.of("holdfast.group-commit.gate-time", gateTime).between("0s", "1s");
    Setting.of("holdfast.group-commit.lanes", lanes).between(1, 16);
  }
}
