package dev.holdfast.redis;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of reconciliations.
 *
 * @param lookMax how long looking at all reservations and orders of a product may take
 * @param pauseMax how long a product may be paused; a pause whose owner died ends by then
 * @param settle how long nothing must have moved in a pause before it is added up
 * @param settleMax how long to wait for that
 * @param triesMax how often to add up when something moved all the same
 * @param linesMax how many orders one reconciliation repairs; more are left to the next one
 * @param kept how many reconciliations of a product are remembered
 */
@Validated
@ConfigurationProperties("holdfast.reconciliation")
public record ReconciliationSettings(
    @DefaultValue("5m") @DurationMin(millis = 1) Duration lookMax,
    @DefaultValue("20s") @DurationMin(millis = 1) Duration pauseMax,
    @DefaultValue("100ms") Duration settle,
    @DefaultValue("3s") Duration settleMax,
    @DefaultValue("3") @Min(1) int triesMax,
    @DefaultValue("10000") @Min(1) int linesMax,
    @DefaultValue("100") @Min(1) int kept) {

  /** The defaults. */
  public static ReconciliationSettings defaults() {
    return new ReconciliationSettings(
        Duration.ofMinutes(5),
        Duration.ofSeconds(20),
        Duration.ofMillis(100),
        Duration.ofSeconds(3),
        3,
        10_000,
        100);
  }
}
