package dev.holdfast.watch;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of the stock watch.
 *
 * @param enabled whether this instance watches
 * @param interval the pause between two looks at the whole catalogue
 * @param batchMax how many products are looked at in one step; Redis does nothing else meanwhile
 * @param batchPause the pause between two steps, which bounds how many products are looked at in a
 *     second
 * @param settle how long nothing must have happened to a product before units that are taken but
 *     not recorded count as lost; longer than an order may take
 * @param suspectsMax how many such products are remembered from one look to the next
 * @param toldMax how many products one look names in the log
 */
@Validated
@ConfigurationProperties("holdfast.stock.watch")
public record StockWatchSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("10s") @DurationMin(millis = 1, message = POSITIVE) Duration interval,
    @DefaultValue("50") @Min(value = 1, message = ONE) @Max(1000) int batchMax,
    @DefaultValue("10ms") Duration batchPause,
    @DefaultValue("2s") Duration settle,
    @DefaultValue("10000") @Min(value = 1, message = ONE) int suspectsMax,
    @DefaultValue("100") @Min(value = 1, message = ONE) int toldMax) {
  private static final String POSITIVE = "must be longer than zero";
  private static final String ONE = "must be at least 1";
}
