package dev.holdfast.postgres.order;

import dev.holdfast.order.Order;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.order.Attempts.Attempt;
import dev.holdfast.postgres.order.Binder.Binding;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.postgres.transaction.Transactions.Isolation;
import dev.holdfast.postgres.transaction.Transactions.Purpose;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.script.GroupCommitQueue;
import dev.holdfast.strategy.script.GroupCommitSettings;
import dev.holdfast.strategy.script.Lanes;
import dev.holdfast.strategy.script.SoldOutGate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Places orders of one line together: those that come while a transaction is under way share the
 * next one, and its wait for the disk. There are a few lanes, and all orders of a product that are
 * under way are in one of them. Safe for use by many threads.
 *
 * <p>An order of which something is known already goes by itself, and so does one that counts for a
 * customer. Where a transaction fails, all of its orders are placed one by one.
 */
final class GroupPlacer {
  /** All look-ups are one group. */
  private static final String ALL = "all";

  private static final String STRATEGY = StrategyType.POSTGRES_GROUP_COMMIT.id();

  /**
   * Both statements are one implicit transaction. An order that is not known is not on its way
   * either, if its id can be locked: what held the lock before has committed.
   */
  private static final String LOOK_UP =
      GroupTransaction.LOCK_IDS
          + """
          ;
          SELECT id FROM orders WHERE id = ANY (?)
          """;

  private final Transactions transactions;
  private final Lanes lanes;
  private final GroupCommitQueue<Integer, GroupRequest, GroupReply> orders;
  private final GroupCommitQueue<String, OrderId, Boolean> lookUps;
  private final SoldOutGate<Counted> gate;
  private final DistributionSummary batchSize;
  private final Counter gateHits;

  /** A counter of units. */
  private record Counted(Sku sku, long epoch) {}

  GroupPlacer(Transactions transactions, GroupCommitSettings settings, MeterRegistry meters) {
    this.transactions = transactions;
    this.lanes = new Lanes(settings.lanes());
    this.orders =
        new GroupCommitQueue<>(
            settings.batchMax(),
            settings.queueMax(),
            settings.waitMax(),
            this::send,
            Thread::startVirtualThread);
    this.lookUps =
        new GroupCommitQueue<>(
            settings.batchMax(),
            settings.queueMax(),
            settings.waitMax(),
            this::lookUp,
            Thread::startVirtualThread);
    this.gate = new SoldOutGate<>(settings.gateTime());
    this.batchSize =
        DistributionSummary.builder("holdfast.batch.size")
            .description("Orders that shared a transaction")
            .tag("strategy", STRATEGY)
            .register(meters);
    this.gateHits =
        Counter.builder("holdfast.gate.hits")
            .description("Orders refused without asking how much there is, soon after it was seen")
            .tag("strategy", STRATEGY)
            .register(meters);
    Gauge.builder("holdfast.batch.queue", orders, GroupCommitQueue::waiting)
        .description("Orders that wait for their transaction")
        .tag("strategy", STRATEGY)
        .register(meters);
  }

  /**
   * Places an order with others; null when it has to go by itself.
   *
   * @throws ContendedException when too many wait already; nothing is known of the order then
   */
  @Nullable Attempt<PlaceResult> place(PlaceOrder order, Binding.Bound bound) {
    Line line = order.basket().lines().getFirst();
    if (order.basket().lines().size() > 1
        || bound.type(line.sku()) != StrategyType.POSTGRES_GROUP_COMMIT
        || !bound.counted(line.sku(), order.customer()).isEmpty()
        || !bound.rates(sku -> true).isEmpty()) {
      return null;
    }
    Product product = bound.product(line.sku());
    var counted = new Counted(line.sku(), product.epoch());
    OptionalLong available = gate.shutFor(counted, line.quantity(), System.nanoTime());
    if (available.isPresent()) {
      return atShutGate(order, line, available.getAsLong());
    }
    var request =
        new GroupRequest(order, line, product, bound.reservationTime(order), new AtomicBoolean());
    int lane = lanes.enter(line.sku());
    try {
      return attempt(
          counted, request, orders.ask(lane, request).orElseThrow(GroupPlacer::contended));
    } finally {
      request.ended().set(true);
      lanes.leave(line.sku());
    }
  }

  private @Nullable Attempt<PlaceResult> attempt(
      Counted counted, GroupRequest request, GroupReply reply) {
    return switch (reply) {
      case GroupReply.Placed(Order order) ->
          new Attempt.Answer<>(new PlaceResult.Placed(order, false));
      case GroupReply.NotEnough(long available, long at) -> {
        gate.shut(counted, available, at);
        yield refused(request.line(), available);
      }
      case GroupReply.InProgress() -> new Attempt.Wait<>(new PlaceResult.InProgress());
      case GroupReply.Stale() ->
          new Attempt.Rebind<>(new PlaceResult.Refused(new Refusal.Contended()));
      case GroupReply.Alone() -> null;
    };
  }

  /** An order that is known, or on its way, is answered by what it comes to. */
  private @Nullable Attempt<PlaceResult> atShutGate(PlaceOrder order, Line line, long available) {
    boolean known;
    try {
      known = lookUps.ask(ALL, order.id()).orElseThrow(GroupPlacer::contended);
    } catch (OutcomeUnknownException e) {
      throw new StoreUnavailableException("the order could not be looked up", e);
    }
    if (known) {
      return null;
    }
    gateHits.increment();
    return refused(line, available);
  }

  private static Attempt<PlaceResult> refused(Line line, long available) {
    return new Attempt.Answer<>(
        new PlaceResult.Refused(
            new Refusal.InsufficientStock(
                List.of(new Shortage(line.sku(), line.quantity(), available)))));
  }

  private static ContendedException contended() {
    return new ContendedException("too many orders wait for a shared transaction", null);
  }

  private void send(
      Integer lane, List<GroupRequest> batch, GroupCommitQueue.Answers<GroupReply> answers) {
    batchSize.record(batch.size());
    answers.from(() -> {
      try {
        answers.come(
            transactions.run(
                Purpose.TAKE,
                Isolation.READ_COMMITTED,
                transaction -> new GroupTransaction(transaction, batch).place()),
            null);
      } catch (ContendedException e) {
        answers.come(alone(batch), null);
      } catch (StoreUnavailableException | OutcomeUnknownException e) {
        answers.come(null, e);
      } catch (RuntimeException e) {
        // One of them is at fault, and the others must not suffer from it.
        answers.come(alone(batch), null);
      }
    });
  }

  private static List<GroupReply> alone(List<GroupRequest> batch) {
    return Collections.nCopies(batch.size(), new GroupReply.Alone());
  }

  private void lookUp(String all, List<OrderId> ids, GroupCommitQueue.Answers<Boolean> answers) {
    answers.from(() -> {
      try {
        Set<String> unknown = unknown(ids);
        answers.come(ids.stream().map(id -> !unknown.contains(id.value())).toList(), null);
      } catch (RuntimeException e) {
        answers.come(null, e);
      }
    });
  }

  /** Those that have no order, nor one on its way. */
  private Set<String> unknown(List<OrderId> ids) {
    String[] values = ids.stream().map(OrderId::value).sorted().distinct().toArray(String[]::new);
    return transactions.read(reading -> {
      var unknown = new HashSet<String>();
      reading.together(
          LOOK_UP,
          List.of(
              rows -> {
                GroupTransaction.readLocked(rows, unknown);
                return unknown;
              },
              rows -> {
                while (rows.next()) {
                  unknown.remove(rows.getString("id"));
                }
                return unknown;
              }),
          values,
          values);
      return unknown;
    });
  }
}
