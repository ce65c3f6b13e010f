package dev.holdfast.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.outage.Outage.Footprint;
import dev.holdfast.outage.Service.Answer;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.RedisServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Connections are cut after Redis has carried out what was sent on them, and before anybody was
 * told: again and again, until orders of every strategy were caught.
 */
class RedisCutTest {
  private static final int SUPPLY = 10_000;
  private static final int CUTS_MIN = 3;
  private static final int CUTS_MAX = 10;

  /** Redisson's pool and that of compare-and-set when they are full, and what all share. */
  private static final int CLIENTS_MAX = 64 + 8 + 8;

  private static final Set<StrategyType> ALL = EnumSet.copyOf(StrategyType.of(StoreKind.REDIS));

  private static RedisServerProcess redis;
  private static FaultProxy proxy;
  private static Service service;

  @BeforeAll
  static void start() {
    redis = RedisServerProcess.start();
    proxy = FaultProxy.inFrontOf("127.0.0.1", redis.port());
    service = Service.start(proxy.port());
    service.stockUp(SUPPLY);
  }

  @AfterAll
  static void stop() {
    proxy.resume();
    service.close();
    proxy.close();
    redis.close();
  }

  @Test
  void ordersWhoseAnswersAreCutOffComeOutExactOnceRepeated() {
    Outage.warmUp(service);
    // Every cut empties pools, and every crowd fills them anew, as far as it needs them.
    var before = new Footprint(Threads.live(), CLIENTS_MAX);
    var answers = new ArrayList<Answer>();
    var caught = EnumSet.noneOf(StrategyType.class);

    for (int cut = 0; cut < CUTS_MAX && (cut < CUTS_MIN || !caught.equals(ALL)); cut++) {
      List<Answer> crowd = cutThroughACrowd();
      answers.addAll(crowd);
      for (StrategyType strategy : StrategyType.of(StoreKind.REDIS)) {
        if (crowd.stream().anyMatch(answer -> isDoubtful(answer, strategy))) {
          caught.add(strategy);
        }
      }
    }

    assertThat(caught).as("caught in the middle").isEqualTo(ALL);
    Outage.assertBack(service, 201);
    Outage.assertNothingLeftBehind(
        service, () -> redis.info("clients", "connected_clients"), before);
    Outage.assertNothingHappenedWhere(service, answers);
    Outage.assertExactOnceRepeated(service, SUPPLY);
  }

  /** The fault comes while orders are under way, and is over at once. */
  private static List<Answer> cutThroughACrowd() {
    var crowd = CompletableFuture.supplyAsync(() -> service.callAll(Outage.requests(700)));
    await().pollDelay(Duration.ZERO).until(() -> service.ordersInProgress() > 10);
    proxy.holdReplies();
    proxy.awaitHeldReply(Duration.ofSeconds(30));
    proxy.cut();
    proxy.releaseReplies();
    List<Answer> answers = crowd.join();
    Outage.report("cut in the middle", answers);
    Outage.assertInTime(answers);
    return answers;
  }

  /** Told that it is not known, or that it has to come again: it was under way. */
  private static boolean isDoubtful(Answer answer, StrategyType strategy) {
    return (Outage.isUnknown(answer) || Outage.isUnavailable(answer))
        && answer.request().body().contains(Outage.sku(strategy));
  }
}
