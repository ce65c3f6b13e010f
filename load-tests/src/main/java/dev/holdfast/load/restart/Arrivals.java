package dev.holdfast.load.restart;

import dev.holdfast.load.process.CustomerThreads;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.scenarios.PlannedOrder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Customers who arrive at a steady rate, each with the next order of a plan, however long the
 * answers to those before take.
 */
final class Arrivals implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Customer customer;
  private final Iterator<PlannedOrder> plan;
  private final CustomerThreads customers = new CustomerThreads();
  private final Map<Stage, AtomicInteger> waiting = new EnumMap<>(Stage.class);
  private final Queue<OrderTimeline> timelines = new ConcurrentLinkedQueue<>();
  private Stage stage = Stage.UNDISTURBED;
  private volatile boolean planIsOver;

  private Arrivals(Customer customer, List<PlannedOrder> plan) {
    this.customer = customer;
    this.plan = List.copyOf(plan).iterator();
    for (Stage each : Stage.values()) {
      waiting.put(each, new AtomicInteger());
    }
  }

  /** Customers who arrive from now on, so many a second. */
  static Arrivals begin(Customer customer, List<PlannedOrder> plan, int rate) {
    Arrivals arrivals = new Arrivals(customer, plan);
    arrivals.customers.arrive(rate, arrivals::next);
    return arrivals;
  }

  /** Says what is done to the instances from now on. */
  synchronized void enter(Stage next) {
    stage = next;
  }

  /** Waits until no customer who came during a stage waits for an answer any more. */
  void awaitAnswered(Stage of, Duration max) {
    Deadline.await("customers to be answered", max, LOOK, () -> waiting(of).get() == 0);
  }

  /** Refuses to go on when no customer orders any more, or the load itself is wrong. */
  void requireRunning() {
    customers.requireRunning();
    if (planIsOver) {
      throw new LoadTestException(
          "the load was over before the restarts were; allow it more time with -Dduration");
    }
  }

  /** Lets no other customer in, and waits for those who are there. */
  void end(Duration max) {
    customers.end(max);
  }

  /** What all who were served were answered. */
  List<OrderTimeline> timelines() {
    return List.copyOf(timelines);
  }

  private synchronized void next() {
    if (!plan.hasNext()) {
      planIsOver = true;
      return;
    }
    PlannedOrder order = plan.next();
    Stage now = stage;
    waiting(now).incrementAndGet();
    customers.start(() -> serve(order, now));
  }

  private void serve(PlannedOrder order, Stage now) {
    try {
      timelines.add(customer.serve(order, now));
    } finally {
      waiting(now).decrementAndGet();
    }
  }

  private AtomicInteger waiting(Stage of) {
    return Objects.requireNonNull(waiting.get(of));
  }

  @Override
  public void close() {
    customers.close();
  }
}
