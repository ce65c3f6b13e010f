package dev.holdfast.redis.audit;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of reconciliations.
 *
 * @param lookMax how long inspecting all reservations and orders of a product may take
 * @param pauseMax how long a product may be paused; a pause whose owner died ends by then
 * @param settle how long nothing must have moved in a pause before its reservations are added up
 * @param settleMax how long a reconciliation waits for that
 * @param triesMax how often a reconciliation adds up when something moved all the same
 * @param linesMax how many orders one reconciliation repairs; more are left to the next one
 * @param kept how many reconciliations of a product are remembered
 */
@ConfigurationProperties("holdfast.reconciliation")
public record ReconciliationSettings(
    @DefaultValue("5m") Duration lookMax,
    @DefaultValue("20s") Duration pauseMax,
    @DefaultValue("100ms") Duration settle,
    @DefaultValue("3s") Duration settleMax,
    @DefaultValue("3") int triesMax,
    @DefaultValue("10000") int linesMax,
    @DefaultValue("100") int kept) {
  public ReconciliationSettings {
    Setting.of("holdfast.reconciliation.look-max", lookMax).between("1s", "1h");
    Setting.of("holdfast.reconciliation.pause-max", pauseMax).between("100ms", "5m");
    Setting.of("holdfast.reconciliation.settle", settle).between("0s", "1m");
    Setting.of("holdfast.reconciliation.settle-max", settleMax)
        .between("0s", "5m")
        .atLeast("holdfast.reconciliation.settle", settle)
        .atMost("holdfast.reconciliation.pause-max", pauseMax);
    Setting.of("holdfast.reconciliation.tries-max", triesMax).between(1, 100);
    Setting.of("holdfast.reconciliation.lines-max", linesMax).between(1, 1_000_000);
    Setting.of("holdfast.reconciliation.kept", kept).between(1, 10_000);
  }
}
