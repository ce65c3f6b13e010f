package dev.holdfast.load.restart;

import static dev.holdfast.load.restart.ScriptedHoldfast.hangsUp;
import static dev.holdfast.load.restart.ScriptedHoldfast.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.endpoints.HoldfastClient;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BalancerTest {
  private static final List<Line> ONE = List.of(new Line("p", 1));

  private final ScriptedHoldfast a = new ScriptedHoldfast();
  private final ScriptedHoldfast b = new ScriptedHoldfast();
  private Balancer balancer;
  private HoldfastClient client;

  @BeforeEach
  void start() {
    balancer = Balancer.start(List.of(a.uri(), b.uri()), 0);
    client = new HoldfastClient(balancer.uri());
    await().until(() -> balancer.sendsTo(a.uri()) && balancer.sendsTo(b.uri()));
  }

  @AfterEach
  void stop() {
    balancer.close();
    a.close();
    b.close();
  }

  @Test
  void ordersGoToTheInstancesInTurn() {
    orders(10);
    assertThat(a.asked()).hasSize(5);
    assertThat(b.asked()).hasSize(5);
  }

  @Test
  void anOrderAndItsAnswerPassUnchanged() {
    a.then(ScriptedHoldfast.replayed("o7"));
    b.then(ScriptedHoldfast.replayed("o7"));
    Outcome outcome = client.order("my-key", List.of(new Line("p", 1)));
    assertThat(outcome).isEqualTo(new Outcome.Accepted("o7", true, ONE));
    assertThat(List.of(a, b).stream().flatMap(i -> i.asked().stream()))
        .containsExactly(
            new ScriptedHoldfast.Asked(
                "/api/v1/orders", "my-key", "{\"lines\":[{\"sku\":\"p\",\"quantity\":1}]}"));
  }

  @Test
  void anInstanceThatFallsOutOfReadinessGetsNothingNew() {
    a.ready(false);
    await().until(() -> !balancer.sendsTo(a.uri()));
    orders(10);
    assertThat(a.asked()).isEmpty();
    assertThat(b.asked()).hasSize(10);
    a.ready(true);
    await().until(() -> balancer.sendsTo(a.uri()));
    orders(10);
    assertThat(a.asked()).hasSize(5);
  }

  @Test
  void anInstanceThatDiedGetsNothingNew() {
    a.close();
    await().until(() -> !balancer.sendsTo(a.uri()));
    assertThat(orders(10)).allMatch(Outcome.Accepted.class::isInstance);
    assertThat(b.asked()).hasSize(10);
  }

  @Test
  void anOrderWhoseInstanceHangsUpIsAnsweredAsFailedAndGoesToNoOther() {
    a.then(hangsUp());
    b.then(hangsUp());
    assertThat(client.order("k", ONE)).isEqualTo(new Outcome.Unexpected(502, "instance-failed"));
    assertThat(a.asked().size() + b.asked().size()).isEqualTo(1);
    assertThat(brokenOff()).isEqualTo(1);
  }

  @Test
  void oneInSoManyAnswersIsLostThoughTheInstanceGaveIt() {
    try (Balancer losing = Balancer.start(List.of(a.uri()), 3)) {
      await().until(() -> losing.sendsTo(a.uri()));
      HoldfastClient customer = new HoldfastClient(losing.uri());
      List<Outcome> outcomes =
          IntStream.range(0, 6).mapToObj(i -> customer.order("k" + i, ONE)).toList();
      Outcome lost = new Outcome.Unexpected(502, "answer-lost");
      assertThat(outcomes).filteredOn(lost::equals).hasSize(2);
      assertThat(outcomes.get(2)).isEqualTo(lost);
      assertThat(a.asked()).hasSize(6);
    }
  }

  @Test
  void whenNoInstanceIsReadyOrdersAreRefusedUnsent() {
    a.ready(false);
    b.ready(false);
    await().until(() -> !balancer.sendsTo(a.uri()) && !balancer.sendsTo(b.uri()));
    assertThat(client.order("k", ONE)).isEqualTo(new Outcome.Unexpected(503, "no-instance"));
    assertThat(a.asked()).isEmpty();
    assertThat(b.asked()).isEmpty();
  }

  @Test
  void anInstanceThatTakesNoConnectionWasSentNothing() {
    a.close();
    b.close();
    // Until the checks have seen it the balancer still tries; either way nothing was sent.
    assertThat(orders(4)).allMatch(new Outcome.Unexpected(503, "no-instance")::equals);
    assertThat(brokenOff()).isZero();
  }

  @Test
  void aRefusalOfTheInstanceIsPassedOnAndLeavesItInUse() {
    a.then(problem(503, "shutting-down"));
    b.then(problem(503, "shutting-down"));
    assertThat(client.order("k", ONE)).isEqualTo(new Outcome.Busy("shutting-down"));
    assertThat(balancer.sendsTo(a.uri())).isTrue();
    assertThat(balancer.sendsTo(b.uri())).isTrue();
  }

  private int brokenOff() {
    return balancer.brokenOffBy(a.uri()) + balancer.brokenOffBy(b.uri());
  }

  private List<Outcome> orders(int count) {
    return IntStream.range(0, count).mapToObj(i -> client.order("k" + i, ONE)).toList();
  }
}
