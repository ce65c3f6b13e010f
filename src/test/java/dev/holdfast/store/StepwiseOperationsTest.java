package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.lifecycle.LineChanger;
import dev.holdfast.lifecycle.OrderMeters;
import dev.holdfast.lifecycle.OrderPlacer;
import dev.holdfast.lifecycle.OrderSettler;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.lifecycle.ReReserver;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Placing, changing lines and re-reserving share their steps, and differ in what ends an attempt
 * and in what is known after a fault.
 */
class StepwiseOperationsTest {
  private static final PlacingSettings SETTINGS = Defaults.of(PlacingSettings.class);

  /** An operation that takes stock, by its port of records and its expectations. */
  enum Operation {
    /** Each attempt claims anew. */
    PLACING("claim", "drop", 1 + SETTINGS.staleRetriesMax(), OutcomeUnknownException.class) {
      @Override
      Object run(TestInstance node, OrderRecords records, OrderId order, Sku sku) {
        var basket = Basket.of(sku, 2);
        return new OrderPlacer(
                records,
                node.products,
                new OrderSettler(records, node.store),
                SETTINGS,
                new OrderMeters(List.of(StrategyType.JVM_MUTEX), new SimpleMeterRegistry()),
                () -> false)
            .place(
                new PlaceOrder(
                    order, OpaqueId.of("a"), basket, "", "", null, OrderStatus.RESERVED));
      }
    },
    /** Likewise; what the order had stays its own, so a fault leaves nothing in doubt. */
    CHANGING(
        "claimLines",
        "resolveLineChange",
        1 + SETTINGS.staleRetriesMax(),
        StoreUnavailableException.class) {
      @Override
      void prepare(TestInstance node, OrderId order, Sku sku) {
        assertThat(node.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Placed.class);
      }

      @Override
      Object run(TestInstance node, OrderRecords records, OrderId order, Sku sku) {
        return new LineChanger(
                records,
                node.products,
                new OrderSettler(records, node.store),
                SETTINGS,
                () -> false)
            .change(order, VersionCondition.NONE, Basket.of(sku, 2));
      }
    },
    /** All its takes are of one claim and attempt: a reservation that has ended stays so. */
    RE_RESERVING("revive", "save", 1, OutcomeUnknownException.class) {
      @Override
      void prepare(TestInstance node, OrderId order, Sku sku) {
        assertThat(node.place(order, Basket.of(sku, 2))).isInstanceOf(PlaceResult.Placed.class);
        node.passDeadline(order);
        node.orders.sweep();
      }

      @Override
      Object run(TestInstance node, OrderRecords records, OrderId order, Sku sku) {
        return new ReReserver(
                records,
                node.products,
                new OrderSettler(records, node.store),
                SETTINGS,
                () -> false)
            .confirm(order, VersionCondition.NONE);
      }
    };

    final String claim;
    final String cleaning;
    final int takes;
    final Class<? extends RuntimeException> afterUncleanFault;

    Operation(String claim, String cleaning, int takes, Class<? extends RuntimeException> unclean) {
      this.claim = claim;
      this.cleaning = cleaning;
      this.takes = takes;
      this.afterUncleanFault = unclean;
    }

    /** The order as the operation finds it. */
    void prepare(TestInstance node, OrderId order, Sku sku) {}

    abstract Object run(TestInstance node, OrderRecords records, OrderId order, Sku sku);
  }

  private final AtomicBoolean faulty = new AtomicBoolean();
  private TestInstance node;
  private Sku sku;
  private final OrderId order = TestInstance.newOrder();

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    node =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
            .oneStep(false)
            .window(() -> {
              if (faulty.get()) {
                throw new StoreUnavailableException("between check and take", null);
              }
            })
            .start();
    sku = node.product(StrategyType.JVM_MUTEX, 10);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** What happens at a step on a record, before or after it. */
  private interface Interference {
    void at(String step, Object result);
  }

  private OrderRecords records(Interference before, Interference after) {
    return (OrderRecords)
        Proxy.newProxyInstance(
            OrderRecords.class.getClassLoader(),
            new Class<?>[] {OrderRecords.class},
            (proxy, method, arguments) -> {
              before.at(method.getName(), order);
              try {
                Object result = method.invoke(node.records, arguments);
                after.at(method.getName(), result);
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static long attempt(Object claimed) {
    return switch (claimed) {
      case ClaimResult.Claimed claim -> claim.attempt();
      case LinesStep.Answered(RecordResult.Decided(var record)) -> record.attempt();
      case RecordResult.Decided(var record) -> record.attempt();
      default -> throw new AssertionError(claimed);
    };
  }

  private static Object refusal(Object result) {
    return switch (result) {
      case PlaceResult.Refused(var reason) -> reason;
      case LinesResult.Refused(var reason) -> reason;
      case ReReserveResult.Refused(var reason) -> reason;
      default -> result;
    };
  }

  /** Its tombstone is of the very attempt that takes. */
  @ParameterizedTest
  @EnumSource
  void aReservationThatHasEnded_isTriedAgainOnlyUnderANewClaim(Operation operation) {
    operation.prepare(node, order, sku);
    var records =
        records(
            (step, id) -> {},
            (step, result) -> {
              if (step.equals(operation.claim)) {
                node.store.release(sku, order, attempt(result));
              }
            });

    Object result = operation.run(node, records, order, sku);

    assertThat(refusal(result)).isEqualTo(new Refusal.Contended());
    assertThat(
            node.meters
                .get("holdfast.reserve")
                .tag("strategy", StrategyType.JVM_MUTEX.id())
                .tag("outcome", "resolved")
                .timer()
                .count())
        .isEqualTo(operation.takes);
  }

  @ParameterizedTest
  @EnumSource
  void aFaultOfATake_leavesNothingInDoubtWhereItIsCleanedUp(Operation operation) {
    operation.prepare(node, order, sku);
    faulty.set(true);

    Throwable fault = catchThrowable(() -> operation.run(node, node.records, order, sku));

    assertThat(fault).isInstanceOf(StoreUnavailableException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aFaultOfATakeAndOfCleaningUp_isUnknownWhereUnitsMayStayHeld(Operation operation) {
    operation.prepare(node, order, sku);
    faulty.set(true);
    var records =
        records(
            (step, id) -> {
              if (step.equals(operation.cleaning)) {
                throw new StoreUnavailableException("cleaning up", null);
              }
            },
            (step, result) -> {});

    Throwable fault = catchThrowable(() -> operation.run(node, records, order, sku));

    assertThat(fault).isInstanceOf(operation.afterUncleanFault);
  }

  @Test
  void onlyPlacingIsCountedAsAnOrder() {
    node.place(order, Basket.of(sku, 1));
    node.change(order, Basket.of(sku, 2));
    node.passDeadline(order);
    node.orders.sweep();
    assertThat(node.orders.confirmOrReReserve(order, VersionCondition.NONE))
        .isInstanceOf(ReReserveResult.Answered.class);
    var withdrawal = new Inventory.Adjustment(sku, TestInstance.newOrder().value(), -1, "a test");
    assertThat(node.inventory.adjust(withdrawal))
        .isEqualTo(new Inventory.AdjustResult.Applied(false));

    assertThat(node.meters.get("holdfast.orders").timers().stream().mapToLong(Timer::count).sum())
        .isEqualTo(1);
  }

  /** A repeat of a withdrawal that was cut off takes its units out of supply. */
  @Test
  void aWithdrawalThatWasTakenAndNotSettled_isSettledByItsRepeat() {
    var withdrawal = new Inventory.Adjustment(sku, TestInstance.newOrder().value(), -3, "a test");
    var id = new OrderId("w:" + withdrawal.id());
    node.store.announceWithdrawal(withdrawal);
    var draft =
        new OrderDraft(
            id,
            OpaqueId.of("-3"),
            Basket.of(sku, 3),
            "",
            "",
            Duration.ofMinutes(15),
            OrderStatus.WITHDRAWN);
    var claim = (ClaimResult.Claimed) node.records.claim(draft);
    node.strategies
        .get(StrategyType.JVM_MUTEX)
        .reserve(node.request(id, claim.attempt(), Basket.of(sku, 3), false));
    node.records.save(id, claim.attempt(), OrderStatus.WITHDRAWN);
    assertThat(node.level(sku).reserved()).isEqualTo(3);

    assertThat(node.inventory.adjust(withdrawal))
        .isEqualTo(new Inventory.AdjustResult.Applied(true));

    assertThat(node.level(sku).supplied()).isEqualTo(7);
    assertThat(node.level(sku).reserved()).isZero();
  }
}
