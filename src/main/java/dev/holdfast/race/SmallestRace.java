package dev.holdfast.race;

import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.race.SmallestRaceView.Action;
import dev.holdfast.race.SmallestRaceView.StepView;
import dev.holdfast.race.scratch.ScratchInstance;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.RaceWindowPosition;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Two customers want one unit, and their orders meet between check and take: each waits there at a
 * gate until the other has come, is done, or is seen to wait for a lock. One of them moves at a
 * time, so the counter that is read in between is what the step read. A step is noted only when it
 * happened. Used by one thread.
 */
final class SmallestRace {
  /** How long an order is waited for: much more than it takes. */
  static final Duration WAIT_MAX = Duration.ofSeconds(5);

  private static final Duration LOOK_PAUSE = Duration.ofMillis(2);
  private static final Duration RESERVATION_TIME = Duration.ofMinutes(15);
  private static final Sku SKU = new Sku("last-one");

  private final StrategyType strategy;
  private final ScratchInstance instance;
  private final Gates gates;
  private final List<StepView> steps = new ArrayList<>();
  private final List<String> receipts = new ArrayList<>();

  /**
   * @param gates the race window of the instance
   */
  SmallestRace(StrategyType strategy, ScratchInstance instance, Gates gates) {
    this.strategy = strategy;
    this.instance = instance;
    this.gates = gates;
  }

  /** A customer's order, on a thread of its own. */
  private final class Customer {
    private final String name;
    private final FutureTask<PlaceResult> order;
    private final Thread thread;
    private final Gates.Gate gate;
    private boolean isNoted;

    Customer(String name) {
      this.name = name;
      this.order =
          new FutureTask<>(() -> Deadline.within(WAIT_MAX, () -> instance.orders().place(order())));
      this.thread = Thread.ofVirtual().name("race-customer-" + name).unstarted(order);
      this.gate = gates.before(thread);
    }

    boolean isAtGate() {
      return gate.isReached() && !order.isDone();
    }

    PlaceResult result() throws InterruptedException {
      try {
        return order.get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("an order of the smallest race came to nothing", e);
      }
    }
  }

  private static PlaceOrder order() {
    return PlaceOrder.of(
        new OrderId(OpaqueId.of(UUID.randomUUID().toString())),
        Basket.of(SKU, 1),
        "",
        "",
        null,
        false);
  }

  /** Runs it, in milliseconds. */
  SmallestRaceView run() throws InterruptedException {
    supply();
    var a = new Customer("A");
    var b = new Customer("B");
    try {
      if (strategy.hasRaceWindow()) {
        meet(a, b);
      } else {
        together(a, b);
      }
    } finally {
      a.gate.open();
      b.gate.open();
    }
    return view();
  }

  private void supply() {
    var inventory = instance.inventory();
    var _ =
        inventory.register(
            new Inventory.Registration(
                SKU, strategy.id(), Product.Terms.of("The last one", RESERVATION_TIME)));
    var _ = inventory.adjust(new Inventory.Adjustment(SKU, "supply", 1, "the smallest race"));
  }

  /** Check and take are one step: there is nothing between them, and no gate. */
  private void together(Customer a, Customer b) throws InterruptedException {
    a.thread.start();
    b.thread.start();
    // Which one came first shows in who has it.
    boolean first = isAccepted(a.result()) || !isAccepted(b.result());
    end(first ? a : b);
    end(first ? b : a);
  }

  private static boolean isAccepted(PlaceResult result) {
    return result instanceof PlaceResult.Placed;
  }

  /** Whether an order was refused by what it read. One that was contended has read nothing. */
  static boolean isSoldOut(PlaceResult result) {
    return result instanceof PlaceResult.Refused(Refusal.InsufficientStock _);
  }

  private void meet(Customer a, Customer b) throws InterruptedException {
    a.thread.start();
    await(() -> a.isAtGate() || a.order.isDone());
    noteArrival(a);
    b.thread.start();
    await(() -> b.isAtGate() || b.order.isDone() || isWaitedFor());
    boolean waits = false;
    if (b.isAtGate()) {
      noteArrival(b);
    } else if (b.order.isDone()) {
      end(b);
    } else if (isWaitedFor()) {
      note(b, Action.WAIT, null, "waits: A has the lock.");
      waits = true;
    }
    a.gate.open();
    end(a);
    if (!b.isNoted) {
      b.gate.open();
      if (waits && isSoldOut(b.result())) {
        long now = available();
        note(b, Action.READ, now, "has the lock now, and reads %d.".formatted(now));
      }
      end(b);
    }
  }

  private boolean isWaitedFor() {
    return instance.locks().locks().stream().anyMatch(lock -> lock.waiters().count() > 0);
  }

  /** Notes what an order has done when it stands at its gate. */
  private void noteArrival(Customer customer) {
    if (!customer.isAtGate()) {
      return;
    }
    long now = available();
    switch (strategy.raceWindow().orElseThrow()) {
      case BETWEEN_READ_AND_TAKE, BETWEEN_READ_AND_EXEC ->
          note(customer, Action.READ, now, "reads %d: there is enough.".formatted(now));
      case UNDER_THE_LOCK -> {
        note(customer, Action.LOCK, null, "acquires the lock.");
        note(customer, Action.READ, now, "reads %d: there is enough.".formatted(now));
      }
      case HOLDING_UNITS ->
          note(customer, Action.TAKE, now, "takes the row of the unit, and has not committed yet.");
      case BETWEEN_PERMITS_AND_RECORD ->
          note(customer, Action.TAKE, now, "takes a permit: %d left.".formatted(now));
      case BETWEEN_DECREMENT_AND_RECORD ->
          note(
              customer,
              Action.TAKE,
              now,
              now < 0
                  ? "takes first: the counter says %d, so it has to give back.".formatted(now)
                  : "takes first: the counter says %d.".formatted(now));
    }
  }

  /** Waits for the end of an order, and notes it. */
  private void end(Customer customer) throws InterruptedException {
    boolean met = customer.gate.isReached();
    PlaceResult result = customer.result();
    long now = available();
    customer.isNoted = true;
    if (isAccepted(result)) {
      receipts.add(customer.name);
      if (!met || isCheckFirst()) {
        note(
            customer,
            Action.TAKE,
            now,
            met
                ? "takes: the counter says %d.".formatted(now)
                : "checks and takes in one step: the counter says %d.".formatted(now));
      }
      note(customer, Action.ANSWER, null, "has a receipt for the unit.");
    } else if (result instanceof PlaceResult.Refused(Refusal.Contended _)) {
      note(customer, Action.REFUSED, null, "is answered that too many want the same.");
    } else if (!isSoldOut(result)) {
      note(customer, Action.REFUSED, null, "is refused, and not for want of units.");
    } else if (met && isCheckFirst()) {
      note(
          customer,
          Action.REFUSED,
          now,
          "is refused: the number has changed since it was read, and says %d.".formatted(now));
    } else {
      note(customer, Action.REFUSED, now, "is refused: there is none left for it.");
    }
  }

  private boolean isCheckFirst() {
    return switch (strategy.raceWindow().orElse(RaceWindowPosition.BETWEEN_READ_AND_TAKE)) {
      case BETWEEN_READ_AND_TAKE, BETWEEN_READ_AND_EXEC, UNDER_THE_LOCK -> true;
      case HOLDING_UNITS, BETWEEN_PERMITS_AND_RECORD, BETWEEN_DECREMENT_AND_RECORD -> false;
    };
  }

  private void note(Customer customer, Action action, @Nullable Long value, String sentence) {
    steps.add(
        new StepView(
            steps.size() + 1, customer.name, action, value, sentence, 1 - receipts.size()));
  }

  private long available() {
    return instance.inventory().stocked(List.of(SKU)).getFirst().level().available();
  }

  /** Waits until something is so, or is not within {@link #WAIT_MAX}. */
  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + WAIT_MAX.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
      Thread.sleep(LOOK_PAUSE);
    }
  }

  private SmallestRaceView view() {
    int oversold = Math.max(0, receipts.size() - 1);
    return new SmallestRaceView(
        strategy.id(),
        steps,
        receipts,
        oversold,
        sentence(strategy, steps, receipts.size()),
        Mechanisms.anchor(strategy));
  }

  /** What these steps show, and no more. */
  static String sentence(StrategyType strategy, List<StepView> steps, int receipts) {
    if (receipts == 0) {
      return "The unit was not sold: neither customer has a receipt.";
    }
    if (receipts > 1) {
      return bothRead(steps)
          ? "The unit was sold twice: both read 1 before either of them took."
          : "The unit was sold twice.";
    }
    return strategy.guarantee().scope() == Guarantee.Scope.NONE
        ? "The unit was sold once, though nothing prevents a second sale: the orders did not meet"
            + " between check and take."
        : "The unit was sold once: " + Verdicts.whyExact(strategy, Fault.NONE, 1);
  }

  private static boolean bothRead(List<StepView> steps) {
    return steps.stream()
            .takeWhile(step -> step.action() != Action.TAKE)
            .filter(step -> step.action() == Action.READ && Objects.equals(step.value(), 1L))
            .map(StepView::customer)
            .distinct()
            .count()
        == 2;
  }
}
