package dev.holdfast.load.scenarios;

import static dev.holdfast.load.endpoints.GatlingRequests.call;
import static io.gatling.javaapi.core.CoreDsl.exec;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.endpoints.AnswerKind;
import dev.holdfast.load.endpoints.AnswerReader;
import dev.holdfast.load.endpoints.GatlingRequests;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.OrderCall;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Everybody wants one unit of one product: first there is plenty, then it is sold out. */
public final class HotSku {
  /** More than any of these services accepts in a second. */
  private static final long ACCEPTED_PER_SECOND_MAX = 50_000;

  private final CellSettings cell;
  private final String sku;
  private final String body;
  private final List<String> urls;
  private final AtomicLong requests = new AtomicLong();
  private final PartRecorder accepting;
  private final PartRecorder refusing;
  private final LongAdder unitsSoldOut = new LongAdder();

  public HotSku(CellSettings cell) {
    this.cell = cell;
    this.sku = cell.cell() + ".hot";
    this.body = GatlingRequests.orderBody(List.of(new Line(sku, 1)));
    Function<URI, String> url =
        cell.isReference() ? GatlingRequests::referenceOrdersUrl : GatlingRequests::ordersUrl;
    this.urls = cell.targets().stream().map(url).toList();
    Duration duration = cell.workload().duration();
    this.accepting = new PartRecorder(AnswerKind.ACCEPTED, cell.workload().warmUp(), duration);
    this.refusing = new PartRecorder(AnswerKind.SOLD_OUT, refusingWarmUp(), duration);
  }

  /** Refusals take another way through the service; it gets a warm-up of its own. */
  private Duration refusingWarmUp() {
    return cell.workload().warmUp().dividedBy(3);
  }

  public String sku() {
    return sku;
  }

  /** Units that cannot run out while orders are to be accepted. */
  public long ampleStock() {
    long perRun = acceptingTime().plusSeconds(1).toSeconds() * ACCEPTED_PER_SECOND_MAX;
    return Math.ceilDiv(perRun, HoldfastClient.QUANTITY_MAX) * HoldfastClient.QUANTITY_MAX;
  }

  /** Warm-up and measured time while there is plenty. */
  public Duration acceptingTime() {
    return cell.workload().warmUp().plus(cell.workload().duration());
  }

  /** Warm-up and measured time while it is sold out. */
  public Duration refusingTime() {
    return refusingWarmUp().plus(cell.workload().duration());
  }

  /** A user who orders again and again while there is plenty. */
  public ScenarioBuilder keepsOrdering() {
    return looping("plenty", accepting, acceptingTime());
  }

  /** A user who orders again and again while it is sold out. */
  public ScenarioBuilder keepsBeingRefused() {
    return looping("sold out", refusing, refusingTime());
  }

  /** A user who orders once while there is plenty. */
  public ScenarioBuilder ordersOnce() {
    return newUser("plenty").exec(order("order (plenty)", accepting));
  }

  /** A user who orders once while it is sold out. */
  public ScenarioBuilder isRefusedOnce() {
    return newUser("sold out").exec(order("order (sold out)", refusing));
  }

  /** Somebody who buys all that is left. */
  public ScenarioBuilder sellsOut() {
    return CoreDsl.scenario("sell out").exec(this::sellOut);
  }

  /** What was measured. */
  public Measurement measurement() {
    return new Measurement(
        accepting.measurement(),
        cell.isReference() ? null : refusing.measurement(),
        sku,
        cell.isReference() ? 0 : ampleStock(),
        accepting.total(AnswerKind.ACCEPTED)
            + refusing.total(AnswerKind.ACCEPTED)
            + unitsSoldOut.sum(),
        accepting.total(AnswerKind.UNKNOWN) + refusing.total(AnswerKind.UNKNOWN));
  }

  private ScenarioBuilder looping(String name, PartRecorder recorder, Duration time) {
    // Left only between two orders: an answer that comes at the very end is counted too.
    return newUser(name).during(time, "order", false).on(order("order (" + name + ")", recorder));
  }

  private static ScenarioBuilder newUser(String name) {
    return CoreDsl.scenario(name)
        .exec(session -> session.set(OrderCall.ATTRIBUTE, new OrderCall()));
  }

  private ChainBuilder order(String name, PartRecorder recorder) {
    return exec(this::begin)
        .exec(GatlingRequests.order(name))
        .exec(session -> end(session, recorder));
  }

  private Session begin(Session session) {
    long request = requests.getAndIncrement();
    String url = urls.get((int) (request % urls.size()));
    call(session).begin(url, cell.cell() + "." + request, body);
    return session;
  }

  private static Session end(Session session, PartRecorder recorder) {
    OrderCall call = call(session);
    call.end();
    AnswerKind kind =
        call.isAnswered() ? AnswerReader.kind(call.status(), call.answer()) : AnswerKind.UNKNOWN;
    recorder.record(kind, call.startNanos(), call.endNanos());
    return session;
  }

  private Session sellOut(Session session) {
    HoldfastClient client = new HoldfastClient(cell.targets().getFirst());
    long ordersMax = ampleStock() / HoldfastClient.QUANTITY_MAX + 1;
    for (int i = 0; i <= ordersMax; i++) {
      long left = client.audit(sku).available();
      if (left <= 0) {
        return session;
      }
      long quantity = Math.min(left, HoldfastClient.QUANTITY_MAX);
      Outcome outcome =
          client.order(cell.cell() + ".sell-out-" + i, List.of(new Line(sku, quantity)));
      if (!(outcome instanceof Outcome.Accepted)) {
        throw new IllegalStateException("the rest could not be sold out: " + outcome);
      }
      unitsSoldOut.add(quantity);
    }
    throw new IllegalStateException("the rest could not be sold out in " + ordersMax + " orders");
  }
}
