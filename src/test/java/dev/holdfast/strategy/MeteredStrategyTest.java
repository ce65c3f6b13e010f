package dev.holdfast.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.LinesDraft;
import dev.holdfast.store.OneStepStrategy;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStrategy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a strategy answers or throws is passed on as it is, and counted once. */
class MeteredStrategyTest {
  private static final Sku SKU = new Sku("any");
  private static final ReserveRequest REQUEST =
      new ReserveRequest(new OrderId(OpaqueId.of("any")), 1, List.of(), false);
  private static final OrderDraft DRAFT =
      new OrderDraft(
          REQUEST.order(),
          "any",
          Basket.of(SKU, 1),
          "",
          "",
          Duration.ofMinutes(1),
          OrderStatus.RESERVED);

  private final MeterRegistry meters = new SimpleMeterRegistry();

  /** A strategy that does what it is told. */
  private static class Told implements StockStrategy {
    private final Supplier<ReserveResult> answer;

    Told(Supplier<ReserveResult> answer) {
      this.answer = answer;
    }

    @Override
    public ReserveResult reserve(ReserveRequest request) {
      return answer.get();
    }

    @Override
    public StockSnapshot read(Set<Sku> skus) {
      throw new StoreUnavailableException("read", null);
    }
  }

  /** The same in one step. */
  private static final class ToldInOneStep extends Told implements OneStepStrategy {
    private final Supplier<Attempt<PlaceResult>> placed;

    ToldInOneStep(Supplier<Attempt<PlaceResult>> placed) {
      super(ReserveResult.Reserved::new);
      this.placed = placed;
    }

    @Override
    public Attempt<PlaceResult> place(OrderDraft draft, List<StockLine> lines) {
      return placed.get();
    }

    @Override
    public Attempt<LinesResult> change(LinesDraft draft) {
      return new Attempt.Answered<>(new LinesResult.InProgress());
    }
  }

  private Map<String, Long> counted() {
    var counts = new TreeMap<String, Long>();
    for (Timer timer : meters.get("holdfast.reserve").tag("strategy", "told").timers()) {
      if (timer.count() > 0) {
        counts.put(timer.getId().getTag("outcome"), timer.count());
      }
    }
    return counts;
  }

  static Stream<Arguments> results() {
    return Stream.of(
        Arguments.of("reserved", new ReserveResult.Reserved()),
        Arguments.of(
            "insufficient-stock",
            new ReserveResult.Refused(new Refusal.InsufficientStock(List.of()), true)),
        Arguments.of(
            "unknown-sku", new ReserveResult.Refused(new Refusal.UnknownSku(List.of()), true)),
        Arguments.of("contended", ReserveResult.contended(true)),
        Arguments.of("resolved", new ReserveResult.Resolved()),
        Arguments.of("stale", new ReserveResult.Stale()));
  }

  @ParameterizedTest
  @MethodSource("results")
  void aResultIsCountedUnderItsNameBothWays(String outcome, ReserveResult result) {
    assertThat(MeteredStrategy.around(new Told(() -> result), "told", meters).reserve(REQUEST))
        .isSameAs(result);
    assertThat(counted()).isEqualTo(Map.of(outcome, 1L));

    if (result instanceof ReserveResult.NotReserved refused) {
      assertThat(place(() -> new Attempt.NotReserved<>(refused)))
          .isEqualTo(new Attempt.NotReserved<>(refused));
      assertThat(counted()).isEqualTo(Map.of(outcome, 2L));
    }
  }

  static Stream<Arguments> placings() {
    return Stream.of(
        Arguments.of("reserved", new PlaceResult.Placed(null, false)),
        Arguments.of("replayed", new PlaceResult.Placed(null, true)),
        Arguments.of("in-progress", new PlaceResult.InProgress()),
        Arguments.of("key-reused", new PlaceResult.KeyReused()));
  }

  @ParameterizedTest
  @MethodSource("placings")
  void whatOneStepCameToIsCounted(String outcome, PlaceResult result) {
    var answered = new Attempt.Answered<>(result);
    assertThat(place(() -> answered)).isSameAs(answered);
    assertThat(counted()).isEqualTo(Map.of(outcome, 1L));
  }

  private Attempt<PlaceResult> place(Supplier<Attempt<PlaceResult>> answer) {
    var metered = MeteredStrategy.around(new ToldInOneStep(answer), "told", meters);
    return ((OneStepStrategy) metered).place(DRAFT, List.of());
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("unavailable", new StoreUnavailableException("gone", null)),
        Arguments.of("unknown", new OutcomeUnknownException("silent", null)),
        Arguments.of("unknown", new IllegalStateException("a defect")));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsCountedAndThrownOn(String outcome, RuntimeException fault) {
    var metered =
        MeteredStrategy.around(
            new Told(() -> {
              throw fault;
            }),
            "told",
            meters);
    assertThatThrownBy(() -> metered.reserve(REQUEST)).isSameAs(fault);
    assertThatThrownBy(() ->
            place(() -> {
              throw fault;
            }))
        .isSameAs(fault);
    assertThat(counted()).isEqualTo(Map.of(outcome, 2L));
  }

  @Test
  void aMeasuredStrategyDoesAllInOneStepExactlyWhereItDidBefore() {
    var lines = MeteredStrategy.around(new Told(ReserveResult.Reserved::new), "lines", meters);
    var inProgress = new Attempt.Answered<PlaceResult>(new PlaceResult.InProgress());
    var all = MeteredStrategy.around(new ToldInOneStep(() -> inProgress), "all", meters);

    assertThat(lines).isNotInstanceOf(OneStepStrategy.class);
    assertThat(all).isInstanceOf(OneStepStrategy.class);
  }

  @Test
  void readingIsPassedOnAndNotCounted() {
    var metered = MeteredStrategy.around(new Told(ReserveResult.Reserved::new), "told", meters);
    assertThatThrownBy(() -> metered.read(Set.of(SKU)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(counted()).isEmpty();
  }
}
