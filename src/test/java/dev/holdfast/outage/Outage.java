package dev.holdfast.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.outage.Service.Answer;
import dev.holdfast.outage.Service.Request;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every outage has in common: the promises, and how they are looked at. */
final class Outage {
  /**
   * Within this every request is answered, whatever becomes of Redis, on a machine that has time
   * for it.
   */
  static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  /**
   * How often on its way a request waits for a thread's turn. A request that needs no Redis waits
   * about as long each time, see {@link Service#callAll}.
   */
  private static final int TURNS = 5;

  /** The clients' pools of threads are small and of fixed size, and filled when they are needed. */
  private static final int POOL_THREADS = 8;

  private static final Duration SETTLED_MAX = Duration.ofSeconds(30);
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private Outage() {}

  /**
   * What is in use while nobody calls.
   *
   * @param clients connections to Redis
   */
  record Footprint(Threads threads, long clients) {
    static Footprint of(LongSupplier clients) {
      return new Footprint(Threads.live(), clients.getAsLong());
    }
  }

  /** Requests of all kinds, for all strategies alike; seven of ten are orders. */
  static List<Request> requests(int count) {
    var strategies = StrategyType.of(StoreKind.REDIS);
    var requests = new ArrayList<Request>();
    for (int i = 0; i < count; i++) {
      StrategyType strategy = strategies.get(i % strategies.size());
      requests.add(
          switch (i / strategies.size() % 10) {
            case 7 -> Request.get("/api/v1/products/" + strategy.id());
            case 8 -> Request.get("/api/v1/stock?sku=" + strategy.id());
            case 9 -> Request.supply(strategy, 1);
            default -> Request.order(strategy);
          });
    }
    return requests;
  }

  /** Every answer came in time, and says that nothing happened or that it is not known. */
  static void assertRefusedInTime(List<Answer> answers) {
    report("while Redis is gone", answers);
    assertInTime(answers);
    assertThat(answers)
        .allMatch(answer -> isUnavailable(answer) || (isUnknown(answer) && !isRead(answer)));
  }

  /** As {@link #assertRefusedInTime}, where nothing can have been sent: so nothing is in doubt. */
  static void assertUnavailableInTime(List<Answer> answers) {
    assertRefusedInTime(answers);
    assertThat(answers).allMatch(Outage::isUnavailable);
  }

  static void assertInTime(List<Answer> answers) {
    assertThat(answers)
        .allMatch(answer ->
            answer.time().compareTo(ANSWER_MAX.plus(answer.aside().multipliedBy(TURNS))) < 0);
  }

  static boolean isUnavailable(Answer answer) {
    return answer.status() == 503 && answer.code().equals("store-unavailable");
  }

  static boolean isUnknown(Answer answer) {
    return answer.status() == 504 && answer.code().equals("outcome-unknown");
  }

  private static boolean isRead(Answer answer) {
    return answer.request().method().equals("GET");
  }

  /**
   * Ready, since no other instance reaches Redis either: customers hear from the service what to
   * do, and not from a balancer that has nobody left.
   */
  static void assertReadyAndAlive(Service service) {
    assertAnswered200(service, "/readyz");
    assertAlive(service);
  }

  /** Not ready, since another instance reaches Redis; but alive, since a restart would not help. */
  static void assertNotReadyButAlive(Service service) {
    await("not ready")
        .pollDelay(Duration.ZERO)
        .atMost(SETTLED_MAX)
        .until(() -> service.call(Request.get("/readyz")).status() == 503);
    assertAlive(service);
  }

  private static void assertAlive(Service service) {
    assertAnswered200(service, "/livez");
  }

  private static void assertAnswered200(Service service, String path) {
    List<Answer> answers = service.callAll(List.of(Request.get(path)));
    assertInTime(answers);
    assertThat(answers).allMatch(answer -> answer.status() == 200);
  }

  /**
   * Orders of every strategy are answered with this status again. How soon, the load tests measure.
   */
  static void assertBack(Service service, int status) {
    for (StrategyType strategy : StrategyType.of(StoreKind.REDIS)) {
      await(strategy + " answers " + status)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .atMost(SETTLED_MAX)
          .until(() -> service.call(Request.order(strategy)).status() == status);
    }
    await("ready")
        .pollDelay(Duration.ZERO)
        .atMost(SETTLED_MAX)
        .until(() -> service.call(Request.get("/readyz")).status() == 200);
  }

  /** Until the service is warm, and has answered a crowd as it does when all is well. */
  static void warmUp(Service service) {
    await("warm")
        .atMost(SETTLED_MAX)
        .until(() -> service.callAll(requests(350)).stream().allMatch(a -> a.status() < 300));
  }

  static void assertNothingLeftBehind(Service service, LongSupplier clients, Footprint before) {
    await("nothing left behind")
        .atMost(SETTLED_MAX)
        .untilAsserted(() -> {
          var now = Footprint.of(clients);
          assertThat(service.ordersInProgress()).isZero();
          assertThat(service.connectionsLent()).isZero();
          assertThat(now.threads().requests()).isZero();
          assertThat(now.threads().others())
              .isLessThanOrEqualTo(before.threads().others() + POOL_THREADS);
          assertThat(now.clients()).isLessThanOrEqualTo(before.clients());
        });
    log.info("before {}, after {}", before, Footprint.of(clients));
  }

  /** Whoever was told that nothing had happened repeats the request, and it is new. */
  static void assertNothingHappenedWhere(Service service, List<Answer> answers) {
    var unavailable =
        answers.stream()
            .filter(answer -> isUnavailable(answer) && !answer.request().key().isEmpty())
            .map(Answer::request)
            .toList();
    assertThat(service.callAll(unavailable)).as("nothing had happened").noneMatch(Answer::replayed);
  }

  /** Whoever repeats a request under its key gets an order, once, and the stock agrees. */
  static void assertExactOnceRepeated(Service service, int supply) {
    await("all requests are settled")
        .atMost(SETTLED_MAX)
        .until(() -> {
          service.callAll(service.unsettled());
          return service.unsettled().isEmpty();
        });
    for (StrategyType strategy : StrategyType.of(StoreKind.REDIS)) {
      String product = "/api/v1/products/" + strategy.id();
      String audit = service.read(product + "/audit");
      long supplied = supply + service.count(product + "/stock-adjustments", "\"delta\":1,");
      assertThat(audit)
          .contains("\"supplied\":" + supplied + ",")
          .contains("\"reserved\":" + service.count("/api/v1/orders", sku(strategy)) + ",")
          .contains("\"oversold\":0,");
      if (strategy.guarantee().leaks()) {
        // Its guarantee: a take that is cut off can leak units, but never invents any.
        assertThat(audit).doesNotContain("\"discrepancy\":-");
      } else {
        assertThat(audit).contains("\"conserved\":true");
      }
    }
  }

  static String sku(StrategyType strategy) {
    return "\"sku\":\"" + strategy.id() + "\"";
  }

  /** How many answers there were of which kind, and how long the slowest took. */
  static void report(String when, List<Answer> answers) {
    var kinds =
        answers.stream()
            .collect(
                Collectors.groupingBy(
                    answer ->
                        (isRead(answer) ? "read " : "write ")
                            + answer.status()
                            + " "
                            + answer.code(),
                    TreeMap::new,
                    Collectors.summarizingLong(answer -> answer.time().toMillis())));
    kinds.forEach((kind, times) ->
        log.info("{}: {} x {}, {} ms at most", when, times.getCount(), kind, times.getMax()));
  }
}
