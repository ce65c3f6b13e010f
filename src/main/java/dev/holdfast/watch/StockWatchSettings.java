package dev.holdfast.watch;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the stock watch.
 *
 * @param enabled whether this instance watches
 * @param interval the pause between two inspections of the whole catalogue
 * @param batchMax how many products are inspected in one step; Redis does nothing else meanwhile
 * @param batchPause the pause between two steps, which bounds how many products are inspected in a
 *     second
 * @param settle how long nothing must have happened to a product before units that are taken but
 *     not recorded count as lost; longer than an order may take
 * @param suspectsMax how many such products are remembered from one inspection to the next
 * @param toldMax how many products one inspection names in the log
 */
@ConfigurationProperties("holdfast.stock.watch")
public record StockWatchSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("10s") Duration interval,
    @DefaultValue("50") int batchMax,
    @DefaultValue("10ms") Duration batchPause,
    @DefaultValue("2s") Duration settle,
    @DefaultValue("10000") int suspectsMax,
    @DefaultValue("100") int toldMax) {
  public StockWatchSettings {
    Setting.of("holdfast.stock.watch.interval", interval).between("100ms", "1h");
    Setting.of("holdfast.stock.watch.batch-max", batchMax).between(1, 1_000);
    Setting.of("holdfast.stock.watch.batch-pause", batchPause).between("0s", "1s");
    Setting.of("holdfast.stock.watch.settle", settle).between("0s", "1h");
    Setting.of("holdfast.stock.watch.suspects-max", suspectsMax).between(1, 1_000_000);
    Setting.of("holdfast.stock.watch.told-max", toldMax).between(1, 10_000);
  }
}
