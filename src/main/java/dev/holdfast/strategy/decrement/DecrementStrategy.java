package dev.holdfast.strategy.decrement;

import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.redis.stock.ReservationScripts.Reading;
import dev.holdfast.redis.stock.ReservationScripts.ReturnResult;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal.InsufficientStock;
import dev.holdfast.stock.Refusal.UnknownSku;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.ReserveResult.Refused;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStore;
import dev.holdfast.store.StockStrategy;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.List;
import java.util.Set;

/**
 * The decrement family: take first, check the result. The first step is the check, and it is
 * atomic. Its record comes after it, and a fault in between can only leak units, never invent them.
 */
public final class DecrementStrategy implements StockStrategy {
  private final ReservationScripts takes;
  private final StockStore store;
  private final RaceWindow window;
  private final FirstStep first;
  private final MovingProducts moving;

  /** Lowers the counter of a line, before anything of it is recorded. */
  interface FirstStep {
    /** What the first step did to a counter. */
    enum Counter {
      /** Lowered, and there was enough. */
      LOWERED,
      /** Lowered although there was not enough: it goes back. */
      BELOW_ZERO,
      /** Left alone, since there was not enough or no counter. */
      LEFT_ALONE
    }

    Counter lower(StockLine line, int units);
  }

  public DecrementStrategy(
      ReservationScripts takes, StockStore store, RaceWindow window, FirstStep first) {
    this.takes = takes;
    this.store = store;
    this.window = window;
    this.first = first;
    this.moving = new MovingProducts(takes);
  }

  @Override
  public ReserveResult reserve(ReserveRequest request) {
    List<Reading> readings = request.mayHoldAlready() ? takes.read(request) : List.of();
    for (int i = 0; i < request.lines().size(); i++) {
      StockLine line = request.lines().get(i);
      // What the order has reserved already is not decremented again. It may be given back before
      // its attempt is raised here,
      // so the raise is a checked take, which takes only what is missing and only if it is there.
      int had = readings.isEmpty() ? 0 : readings.get(i).had();
      ReserveResult result =
          had >= line.quantity() ? raise(request, line) : decrement(request, line, had);
      if (!(result instanceof ReserveResult.Reserved)) {
        return result;
      }
    }
    return new ReserveResult.Reserved();
  }

  private ReserveResult raise(ReserveRequest request, StockLine line) {
    window.pause();
    return takes.takeChecked(request.order(), request.attempt(), List.of(line));
  }

  private ReserveResult decrement(ReserveRequest request, StockLine line, int had) {
    int lacks = line.quantity() - had;
    moving.check(line);
    var counter = first.lower(line, lacks);
    if (counter == FirstStep.Counter.LEFT_ALONE) {
      return refusalOf(request, line, had);
    }
    window.pause();
    try {
      return moving.retryWhileMoving(
          line,
          () ->
              counter == FirstStep.Counter.LOWERED
                  ? takes.record(request.order(), request.attempt(), line, lacks)
                  : giveBack(request, line, had));
    } catch (StoreUnavailableException e) {
      // The units are taken and no record has them, so the outcome is unknown.
      throw new OutcomeUnknownException("a decrement was neither recorded nor returned", e);
    }
  }

  /** A refusal of a line that was left alone; more may be there by now. */
  private ReserveResult refusalOf(ReserveRequest request, StockLine line, int had) {
    var lines = List.of(line);
    var reading =
        takes.read(new ReserveRequest(request.order(), request.attempt(), lines, false)).get(0);
    Long available = reading.available();
    return available == null
        ? new Refused(new UnknownSku(List.of(line.sku())), false)
        : insufficient(line, available, had);
  }

  private static Refused insufficient(StockLine line, long available, int had) {
    long left = had + Math.min(Math.max(0, available), line.quantity() - had - 1L);
    return new Refused(
        new InsufficientStock(List.of(new Shortage(line.sku(), line.quantity(), left))), false);
  }

  private ReserveResult giveBack(ReserveRequest request, StockLine line, int had) {
    int lacks = line.quantity() - had;
    return switch (takes.giveBack(request.order(), request.attempt(), line, lacks)) {
      case ReturnResult.Returned(long available) -> insufficient(line, available, had);
      case ReturnResult.Refused(var reason) -> reason;
    };
  }

  @Override
  public StockSnapshot read(Set<Sku> skus) {
    return store.levels(skus);
  }
}
