package dev.holdfast.load.scenarios;

import static dev.holdfast.load.endpoints.GatlingRequests.call;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;

import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import dev.holdfast.load.endpoints.AnswerReader;
import dev.holdfast.load.endpoints.GatlingRequests;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.OrderCall;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A crowd that works through an order plan, each user taking the next order as soon as the last one
 * was answered. A customer that is answered busy repeats its order a few times under the same key.
 */
public final class Crowd {
  private static final int BUSY_RETRIES_MAX = 5;
  private static final String SHOPPER = "shopper";

  private record Turn(PlannedOrder order, int retriesLeft) {}

  /** What one user is doing now. */
  private static final class Shopper {
    @Nullable Turn turn;
    int target;
    @Nullable String toCancel;
  }

  private final String name;
  private final List<URI> targets;
  private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();
  private final Queue<Cancellation> cancellations = new ConcurrentLinkedQueue<>();

  /** {@code name} is what Gatling calls it. */
  public Crowd(String name, OrderPlan plan, List<URI> targets) {
    this.name = name;
    this.targets = List.copyOf(targets);
    plan.orders().forEach(order -> turns.add(new Turn(order, BUSY_RETRIES_MAX)));
  }

  /** What every user of the crowd does. */
  public ScenarioBuilder scenario() {
    ChainBuilder place =
        exec(this::beginOrder)
            .doIf(session -> shopper(session).turn != null)
            .then(
                exec(GatlingRequests.order("place order (" + name + ")"))
                    .exec(this::endOrder)
                    .exec(cancelIfWanted()));
    return CoreDsl.scenario("crowd (" + name + ")")
        .exec(session ->
            session.set(OrderCall.ATTRIBUTE, new OrderCall()).set(SHOPPER, new Shopper()))
        .asLongAs(session -> !turns.isEmpty(), "order", false)
        .on(place);
  }

  /** Everything that the crowd was answered so far. */
  public ReceiptFile receipts() {
    return new ReceiptFile(List.copyOf(receipts), List.copyOf(cancellations));
  }

  private ChainBuilder cancelIfWanted() {
    return exec(
        doIf(session -> shopper(session).toCancel != null)
            .then(
                exec(this::beginCancellation)
                    .exec(GatlingRequests.cancel())
                    .exec(this::endCancellation)));
  }

  private Session beginOrder(Session session) {
    Shopper shopper = shopper(session);
    Turn turn = turns.poll();
    shopper.turn = turn;
    if (turn != null) {
      shopper.target = requests.getAndIncrement() % targets.size();
      PlannedOrder order = turn.order();
      String url = targets.get(shopper.target) + GatlingRequests.ORDERS;
      call(session).begin(url, order.key(), GatlingRequests.orderBody(order.lines()));
    }
    return session;
  }

  private Session endOrder(Session session) {
    Shopper shopper = shopper(session);
    Turn turn = shopper.turn;
    OrderCall call = call(session);
    call.end();
    if (turn == null) {
      return session;
    }
    Outcome outcome =
        call.isAnswered()
            ? AnswerReader.read(call.status(), call.replayed(), call.answer())
            : new Outcome.Unknown("no answer", null);
    PlannedOrder order = turn.order();
    receipts.add(
        new Receipt(
            order.key(),
            shopper.target,
            order.lines(),
            call.startNanos(),
            call.endNanos(),
            outcome));
    switch (outcome) {
      case Outcome.Accepted accepted ->
          shopper.toCancel = order.cancelled() ? accepted.orderId() : null;
      case Outcome.Busy _ when turn.retriesLeft() > 0 ->
          turns.add(new Turn(order, turn.retriesLeft() - 1));
      case Outcome.Busy _, Outcome.SoldOut _, Outcome.Unknown _, Outcome.Unexpected _ -> {}
    }
    return session;
  }

  private Session beginCancellation(Session session) {
    String orderId = shopper(session).toCancel;
    int target = requests.getAndIncrement() % targets.size();
    String url = "%s%s/%s/cancel".formatted(targets.get(target), GatlingRequests.ORDERS, orderId);
    call(session).begin(url, "", "");
    return session;
  }

  private Session endCancellation(Session session) {
    Shopper shopper = shopper(session);
    OrderCall call = call(session);
    call.end();
    String orderId = shopper.toCancel;
    shopper.toCancel = null;
    if (orderId != null) {
      Cancellation.Result result =
          call.isAnswered()
              ? HoldfastClient.cancellation(call.status())
              : Cancellation.Result.UNKNOWN;
      cancellations.add(
          new Cancellation(
              orderId,
              call.startNanos(),
              call.endNanos(),
              result,
              Integer.toString(call.status())));
    }
    return session;
  }

  private static Shopper shopper(Session session) {
    Shopper shopper = session.get(SHOPPER);
    if (shopper == null) {
      throw new IllegalStateException("a virtual user without a shopper");
    }
    return shopper;
  }
}
