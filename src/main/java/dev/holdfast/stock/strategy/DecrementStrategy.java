package dev.holdfast.stock.strategy;

import dev.holdfast.redis.RedisTakes;
import dev.holdfast.redis.RedisTakes.Reading;
import dev.holdfast.redis.RedisTakes.ReturnResult;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.ReserveRequest;
import dev.holdfast.stock.ReserveResult;
import dev.holdfast.stock.ReserveResult.InsufficientStock;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLine;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.StockStrategy;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.List;
import java.util.Set;

/**
 * The decrement family: take first, look after. The decrement itself is the check, and atomic; its
 * record comes after it, and whatever happens in between can only leak units, never invent them.
 */
final class DecrementStrategy implements StockStrategy {
  private final RedisTakes takes;
  private final StockStore store;
  private final RaceWindow window;

  DecrementStrategy(RedisTakes takes, StockStore store, RaceWindow window) {
    this.takes = takes;
    this.store = store;
    this.window = window;
  }

  @Override
  public ReserveResult reserve(ReserveRequest request) {
    List<Reading> readings = request.mayHoldAlready() ? takes.read(request) : List.of();
    for (int i = 0; i < request.lines().size(); i++) {
      StockLine line = request.lines().get(i);
      // What an earlier attempt has reserved is not decremented again. It may be given back before
      // its attempt is raised here,
      // so the raise is a checked take, which takes only what is missing and only if it is there.
      boolean has = !readings.isEmpty() && readings.get(i).had() >= line.quantity();
      ReserveResult result = has ? raise(request, line) : decrement(request, line);
      if (!(result instanceof ReserveResult.Reserved)) {
        return result;
      }
    }
    return new ReserveResult.Reserved();
  }

  private ReserveResult raise(ReserveRequest request, StockLine line) {
    window.hold();
    return takes.takeChecked(request.order(), request.attempt(), List.of(line));
  }

  private ReserveResult decrement(ReserveRequest request, StockLine line) {
    long left = takes.decrement(line);
    window.hold();
    try {
      return left >= 0
          ? takes.record(request.order(), request.attempt(), line)
          : giveBack(request, line);
    } catch (StoreUnavailableException e) {
      // The units are taken and nobody has them: that is not nothing.
      throw new OutcomeUnknownException("a decrement was neither recorded nor returned", e);
    }
  }

  private ReserveResult giveBack(ReserveRequest request, StockLine line) {
    return switch (takes.giveBack(request.order(), request.attempt(), line)) {
      case ReturnResult.Returned(long available) ->
          new InsufficientStock(
              List.of(
                  new Shortage(
                      line.sku(), line.quantity(), Math.min(available, line.quantity() - 1L))),
              false);
      case ReturnResult.Refused(ReserveResult.Refused reason) -> reason;
    };
  }

  @Override
  public StockSnapshot read(Set<Sku> skus) {
    return store.levels(skus);
  }
}
