package dev.holdfast.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.endpoints.AnswerKind;
import dev.holdfast.load.endpoints.AnswerReader;
import dev.holdfast.load.endpoints.GatlingRequests;
import dev.holdfast.load.endpoints.OrderCall;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The load of one turn: every customer orders one unit again and again. The last of them to come
 * are the crowd, whose orders are counted and not measured.
 */
public final class SlotLoad {
  /** So many of many products are held against their audits. */
  private static final int AUDITED_MAX = 100;

  private static final String IN_CROWD = "in-crowd";

  private final SpeedPlan plan;
  private final Slot slot;
  private final List<String> urls;
  private final Duration time;
  private volatile @Nullable Turn turn;

  /** What is only there while the turn lasts: there are hundreds of turns. */
  private final class Turn {
    final List<String> skus = plan.skus(slot);
    final List<String> bodies =
        skus.stream().map(sku -> GatlingRequests.orderBody(List.of(new Line(sku, 1)))).toList();
    final AtomicLongArray acceptedBySku = new AtomicLongArray(skus.size());
    final AtomicLong requests = new AtomicLong();
    final AtomicLong customers = new AtomicLong();
    final PartRecorder recorder = recorder();
    final PartRecorder crowd = recorder();

    private PartRecorder recorder() {
      return new PartRecorder(
          slot.thing().wanted().kind(),
          Duration.ofMillis(Slot.LEAD_IN_MILLIS),
          Duration.ofMillis(slot.measuredMillis()));
    }

    long total(AnswerKind kind) {
      return recorder.total(kind) + crowd.total(kind);
    }
  }

  public SlotLoad(SpeedPlan plan, Slot slot) {
    this.plan = plan;
    this.slot = slot;
    this.urls =
        plan.service(slot).targets().stream().map(target -> target + path(slot.thing())).toList();
    this.time = Duration.ofMillis(slot.totalMillis());
  }

  private static String path(Measurand thing) {
    return switch (thing.subject()) {
      case Measurand.DO_NOTHING -> GatlingRequests.REFERENCE_ORDERS;
      case Measurand.PLAIN_SERVLET -> GatlingRequests.PLAIN_ORDERS;
      default -> GatlingRequests.ORDERS;
    };
  }

  /** A name that no other turn has. */
  public String name() {
    return "%03d %s".formatted(slot.number(), slot.thing().id());
  }

  /**
   * The customers of this turn, of whom the last one to leave does {@code atTheEnd}. A user who
   * came for that alone would wait: Gatling begins with new users at every full second only.
   */
  public PopulationBuilder population(Runnable atTheEnd) {
    AtomicLong left = new AtomicLong(customers());
    ChainBuilder leave =
        exec(session -> {
          if (left.decrementAndGet() == 0) {
            atTheEnd.run();
          }
          return session;
        });
    return switch (plan.model()) {
      case CLOSED -> keepsOrdering(name()).exec(leave).injectOpen(atOnceUsers((int) customers()));
      case OPEN ->
          newUser(name())
              .exec(order())
              .exec(leave)
              .injectOpen(constantUsersPerSec(plan.rate()).during(wholeSeconds()));
    };
  }

  private long customers() {
    return switch (plan.model()) {
      case CLOSED -> slot.thing().connections() + slot.thing().crowd();
      case OPEN -> plan.rate() * wholeSeconds();
    };
  }

  /** Gatling cuts off what is not a whole second. */
  private long wholeSeconds() {
    return Math.ceilDiv(time.toMillis(), Duration.ofSeconds(1).toMillis());
  }

  private ScenarioBuilder keepsOrdering(String name) {
    // Left only between two orders: an answer that comes at the very end is counted too.
    return newUser(name).during(time, "order", false).on(order());
  }

  private ScenarioBuilder newUser(String name) {
    return CoreDsl.scenario(name)
        .exec(session ->
            session.set(OrderCall.ATTRIBUTE, new OrderCall()).set(IN_CROWD, comesWithTheCrowd()));
  }

  private boolean comesWithTheCrowd() {
    Measurand thing = slot.thing();
    return thing.crowd() > 0 && now().customers.getAndIncrement() >= thing.connections();
  }

  private ChainBuilder order() {
    return exec(this::begin).exec(GatlingRequests.order(slot.thing().id())).exec(this::end);
  }

  private Session begin(Session session) {
    Turn now = now();
    long request = now.requests.getAndIncrement();
    String url = urls.get((int) (request % urls.size()));
    int product =
        session.getBoolean(IN_CROWD)
            ? now.bodies.size() - 1
            : (int) (request % slot.thing().products());
    OrderCall call = GatlingRequests.call(session);
    call.about(product);
    call.begin(url, plan.run() + "." + slot.number() + "." + request, now.bodies.get(product));
    return session;
  }

  private Session end(Session session) {
    Turn now = now();
    OrderCall call = GatlingRequests.call(session);
    call.end();
    AnswerKind kind =
        call.isAnswered() ? AnswerReader.kind(call.status(), call.answer()) : AnswerKind.UNKNOWN;
    (session.getBoolean(IN_CROWD) ? now.crowd : now.recorder)
        .record(kind, call.startNanos(), call.endNanos());
    if (kind == AnswerKind.ACCEPTED) {
      now.acceptedBySku.incrementAndGet(call.product());
    }
    return session;
  }

  private Turn now() {
    Turn now = turn;
    if (now != null) {
      return now;
    }
    synchronized (this) {
      if (turn == null) {
        turn = new Turn();
      }
      return turn;
    }
  }

  /** How many answers of the wanted kind came so far, the crowd's among them. */
  public long answers() {
    return now().total(slot.thing().wanted().kind());
  }

  /** What was measured, once no customer orders any more; {@code meters} go with it. */
  public Measurement finish(Map<String, Double> meters) {
    Turn over = now();
    turn = null;
    Map<String, Long> accepted = new LinkedHashMap<>();
    if (slot.thing().placesOrders()) {
      int step = Math.ceilDiv(over.skus.size(), AUDITED_MAX);
      for (int i = 0; i < over.skus.size(); i += step) {
        accepted.put(over.skus.get(i), over.acceptedBySku.get(i));
      }
    }
    return new Measurement(
        slot.number(),
        slot.round(),
        slot.thing().id(),
        over.recorder.measurement().with(over.crowd.measurement()),
        over.total(AnswerKind.ACCEPTED),
        over.total(AnswerKind.SOLD_OUT),
        accepted,
        meters);
  }
}
