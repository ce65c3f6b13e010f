package dev.holdfast.strategy.script;

import dev.holdfast.order.LinesResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.order.OrderScripts;
import dev.holdfast.redis.order.OrderScripts.SingleLine;
import dev.holdfast.stock.CustomerLimit;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal.InsufficientStock;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.LinesDraft;
import dev.holdfast.store.OneStepStrategy;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The script family once more: orders of one line that come at the same time go to Redis in one
 * script call, whatever product each wants. There are {@value #LANES} lanes with one call at a time
 * each, and all orders of a product that are under way are in one of them. Everything else goes the
 * way of {@link ScriptStrategy}, on the same counters.
 *
 * <p>What is sold out is refused without asking how much there is, for a moment each time; whether
 * the order has been placed before is asked all the same, for many orders at once.
 */
public final class GroupCommitStrategy implements OneStepStrategy {
  /** All look-ups are one group. */
  private static final String ALL = "all";

  /**
   * Redis executes one script at a time. With a second lane it has one to execute while the service
   * handles the reply of the other, and orders do not queue behind a crowd that wants one product.
   */
  private static final int LANES = 2;

  private final OrderScripts placing;
  private final ScriptStrategy script;
  private final GroupCommitQueue<Integer, SingleLine, Placed> orders;
  private final Lanes lanes;
  private final GroupCommitQueue<String, OrderId, Boolean> lookUps;
  private final SoldOutGate<Counted> gate;
  private final DistributionSummary batchSize;
  private final Counter gateHits;

  /** A counter of units. */
  private record Counted(Sku sku, long epoch) {}

  /**
   * What became of an order that was sent.
   *
   * @param sentAt when, in the nanoseconds of {@link System#nanoTime}
   */
  private record Placed(Supplier<Attempt<PlaceResult>> result, long sentAt) {}

  /**
   * @param id the name under which its meters are
   */
  public GroupCommitStrategy(
      String id,
      OrderScripts placing,
      ScriptStrategy script,
      GroupCommitSettings settings,
      MeterRegistry meters) {
    this.placing = placing;
    this.script = script;
    this.lanes = new Lanes(LANES);
    this.orders =
        new GroupCommitQueue<>(
            Math.min(settings.batchMax(), OrderScripts.BATCH_MAX),
            settings.queueMax(),
            settings.waitMax(),
            this::place,
            // Redis and the service work at the same time.
            Runnable::run);
    this.lookUps =
        new GroupCommitQueue<>(
            settings.batchMax(),
            settings.queueMax(),
            settings.waitMax(),
            (all, ids, answers) -> placing.known(ids, answers::come),
            // A look-up costs less in Redis than its call does here.
            Thread::startVirtualThread);
    this.gate = new SoldOutGate<>(settings.gateTime());
    this.batchSize =
        DistributionSummary.builder("holdfast.batch.size")
            .description("Orders that went to Redis in one call")
            .tag("strategy", id)
            .register(meters);
    this.gateHits =
        Counter.builder("holdfast.gate.hits")
            .description("Orders refused without asking how much there is, soon after it was seen")
            .tag("strategy", id)
            .register(meters);
    Gauge.builder("holdfast.batch.queue", orders, GroupCommitQueue::waiting)
        .description("Orders that wait for their call")
        .tag("strategy", id)
        .register(meters);
  }

  @Override
  public Attempt<PlaceResult> place(OrderDraft draft, List<StockLine> lines) {
    StockLine line = lines.get(0);
    CustomerLimit allowance = line.allowance();
    if (lines.size() > 1 || (allowance != null && allowance.rate() != null)) {
      // The call that orders share has no keys of a customer alone.
      return script.place(draft, lines);
    }
    var counter = new Counted(line.sku(), line.epoch());
    if (allowance != null) {
      // A customer at a limit receives that refusal even when nothing is left, and only Redis knows
      // the limit's state.
      return placeInGroup(counter, draft, line);
    }
    OptionalLong available = gate.shutFor(counter, line.quantity(), System.nanoTime());
    return available.isPresent()
        ? placeAtShutGate(counter, draft, line, available.getAsLong())
        : placeInGroup(counter, draft, line);
  }

  @Override
  public Attempt<LinesResult> change(LinesDraft draft) {
    return script.change(draft);
  }

  /** The record of an order decides its result, and only Redis has it. */
  private Attempt<PlaceResult> placeAtShutGate(
      Counted counter, OrderDraft draft, StockLine line, long available) {
    Optional<Boolean> known;
    try {
      known = lookUps.ask(ALL, draft.id());
    } catch (OutcomeUnknownException e) {
      throw new StoreUnavailableException("the order could not be looked up", e);
    }
    if (known.isEmpty()) {
      return contended();
    }
    if (known.get()) {
      return placeInGroup(counter, draft, line);
    }
    gateHits.increment();
    var shortage = new Shortage(line.sku(), line.quantity(), available);
    return new Attempt.NotReserved<>(
        new ReserveResult.Refused(new InsufficientStock(List.of(shortage)), true));
  }

  private Attempt<PlaceResult> placeInGroup(Counted counter, OrderDraft draft, StockLine line) {
    Optional<Placed> placed;
    int lane = lanes.enter(line.sku());
    try {
      placed = orders.ask(lane, new SingleLine(draft, line));
    } finally {
      lanes.leave(line.sku());
    }
    if (placed.isEmpty()) {
      return contended();
    }
    Attempt<PlaceResult> result = placed.get().result().get();
    if (result
        instanceof
        Attempt.NotReserved<PlaceResult>(
            ReserveResult.Refused(InsufficientStock(var shortages), var untouched))) {
      gate.shut(counter, shortages.get(0).available(), placed.get().sentAt());
    }
    return result;
  }

  private static Attempt<PlaceResult> contended() {
    return new Attempt.NotReserved<>(ReserveResult.contended(true));
  }

  private void place(
      Integer lane, List<SingleLine> batch, GroupCommitQueue.Answers<Placed> answers) {
    batchSize.record(batch.size());
    long sentAt = System.nanoTime();
    placing.placeAll(
        batch,
        (results, fault) ->
            answers.come(
                results == null
                    ? null
                    : results.stream().map(result -> new Placed(result, sentAt)).toList(),
                fault));
  }

  @Override
  public ReserveResult reserve(ReserveRequest request) {
    return script.reserve(request);
  }

  @Override
  public StockSnapshot read(Set<Sku> skus) {
    return script.read(skus);
  }
}
