package dev.holdfast.strategy.check;

import dev.holdfast.redis.stock.ReservationScripts.Reading;
import dev.holdfast.stock.Refusal.InsufficientStock;
import dev.holdfast.stock.Refusal.UnknownSku;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.ReserveResult.Refused;
import dev.holdfast.store.StockLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The check in Java: is there enough of every line? Nothing has been taken when it is made. */
public final class AvailabilityCheck {
  private AvailabilityCheck() {}

  /** Empty when every line may be taken. */
  public static Optional<Refused> refusal(List<StockLine> lines, List<Reading> readings) {
    var unknown = new ArrayList<Sku>();
    var shortages = new ArrayList<Shortage>();
    for (int i = 0; i < lines.size(); i++) {
      StockLine line = lines.get(i);
      Reading reading = readings.get(i);
      Long available = reading.available();
      if (available == null) {
        unknown.add(line.sku());
      } else if (!reading.suffices(line.quantity())) {
        shortages.add(
            new Shortage(line.sku(), line.quantity(), Math.max(0, available) + reading.had()));
      }
    }
    if (!unknown.isEmpty()) {
      return Optional.of(new Refused(new UnknownSku(unknown), true));
    }
    return shortages.isEmpty()
        ? Optional.empty()
        : Optional.of(new Refused(new InsufficientStock(shortages), true));
  }
}
