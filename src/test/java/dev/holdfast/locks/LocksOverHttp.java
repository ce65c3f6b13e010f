package dev.holdfast.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two opposite baskets at two instances whose locks are acquired in the order given, and what each
 * instance shows of them at {@code /actuator/locks}. Used by one thread.
 */
public final class LocksOverHttp {
  private static final Duration SEEN_MAX = Duration.ofMinutes(3);
  private static final String FORMER = "former";
  private static final String LATTER = "latter";

  private final ServiceProcess one;
  private final ServiceProcess other;
  private final boolean isRedis;
  private final List<CompletableFuture<HttpResponse<String>>> placing = new ArrayList<>();
  private int rounds;
  private boolean seenHolder;
  private boolean seenDeadlock;

  private LocksOverHttp(ServiceProcess one, ServiceProcess other, boolean isRedis) {
    this.one = one;
    this.other = other;
    this.isRedis = isRedis;
  }

  /** What instances are started with: opposite baskets meet, and wait long enough to be seen. */
  public static List<String> arguments() {
    return List.of(
        "--holdfast.lab.unordered-locks=true",
        "--holdfast.lab.race-window=300ms",
        "--holdfast.locks.acquire-wait=8s");
  }

  /** Sends the two orders, one to each instance. */
  public static LocksOverHttp begin(ServiceProcess one, ServiceProcess other, boolean isRedis)
      throws IOException {
    var locks = new LocksOverHttp(one, other, isRedis);
    String strategy = isRedis ? "redisson-lock" : "postgres-row-lock";
    one.stockUp(FORMER, strategy, 1_000);
    one.stockUp(LATTER, strategy, 1_000);
    locks.send();
    return locks;
  }

  private void send() {
    rounds++;
    placing.add(ConcurrentClients.start(() -> order(one, "one", List.of(FORMER, LATTER))));
    placing.add(ConcurrentClients.start(() -> order(other, "other", List.of(LATTER, FORMER))));
  }

  private HttpResponse<String> order(ServiceProcess at, String name, List<String> skus) {
    try {
      return at.order("deadlock-" + name + rounds, skus);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until an instance has shown that the other one holds a lock, and that both were in a
   * deadlock; then until every order has its answer. On a slow machine two orders may not meet:
   * then others are sent.
   */
  public void awaitSeen() {
    await("a holder in the other instance, and a deadlock")
        .atMost(SEEN_MAX)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          if (placing.stream().allMatch(CompletableFuture::isDone)) {
            send();
          }
          look(view(one), view(other));
          return seenHolder && seenDeadlock;
        });
    for (var placed : placing) {
      assertThat(placed.join().statusCode()).as(placed.join().body()).isIn(201, 409, 503);
    }
  }

  private static JsonNode view(ServiceProcess service) throws IOException {
    var answer = service.manage("/actuator/locks");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonMapper().readTree(answer.body());
  }

  private void look(JsonNode mine, JsonNode its) {
    String me = mine.path("instance").asString();
    String it = its.path("instance").asString();
    for (JsonNode lock : mine.path("locks")) {
      Set<String> skus = new HashSet<>();
      lock.path("skus").forEach(sku -> skus.add(sku.asString()));
      for (JsonNode holder : lock.path("holders")) {
        seenHolder |= skus.contains(LATTER) && isOf(it, me, lock, holder);
      }
    }
    for (JsonNode view : List.of(mine, its)) {
      view.path("deadlocks").forEach(circle -> seenDeadlock |= isOfBoth(circle, me, it));
    }
  }

  /** PostgreSQL knows its session, and not the order of another instance. */
  private boolean isOf(String it, String me, JsonNode lock, JsonNode holder) {
    return isRedis
        ? holder.path("instance").asString("").equals(it)
            && !holder.path("order").asString("").isEmpty()
            && lock.path("leaseLeftMillis").asLong(0) > 0
        : holder.path("session").asInt(0) > 0
            && !holder.path("instance").asString("").equals(me)
            && lock.path("waiters").path("count").asInt(0) > 0;
  }

  private boolean isOfBoth(JsonNode circle, String me, String it) {
    Set<String> instances = new HashSet<>();
    Set<String> locks = new HashSet<>();
    circle
        .path("links")
        .forEach(link -> {
          instances.add(link.path("instance").asString(""));
          locks.add(link.path("waitsFor").asString(""));
        });
    return locks.size() == 2
        && (isRedis
            ? instances.equals(Set.of(me, it))
            : instances.contains(me) || instances.contains(it));
  }
}
