package dev.holdfast.contract;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.contract.StoreContract.assertSold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What changing an order's lines must hold to, whichever strategy takes them. */
public abstract class LinesContract extends ContractBase {
  public LinesContract(StoreUnderTest store) {
    super(store);
  }

  public static Basket basket(Line... lines) {
    return Basket.of(List.of(lines));
  }

  public static Order changed(LinesResult result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            LinesResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Decided.class));
    return ((DecideResult.Decided) ((LinesResult.Answered) result).result()).order();
  }

  public static void assertAnswered(LinesResult result, Class<? extends DecideResult> answer) {
    assertThat(result)
        .isInstanceOfSatisfying(
            LinesResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(answer));
  }

  public static OrderId placed(StoreInstance node, Basket basket) {
    OrderId order = StoreInstance.newOrder();
    assertThat(ConcurrentClients.insist(() -> node.place(order, basket)))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void anOrderKeepsItsLastUnitWhileItsOtherLinesChange(Way way) {
    StoreInstance node = start(way);
    Sku last = node.product(way.type(), 1);
    Sku other = node.product(way.type(), 5);
    OrderId order = placed(node, Basket.of(last, 1));

    var more = changed(node.change(order, basket(new Line(last, 1), new Line(other, 2))));
    assertThat(more.version()).isEqualTo(2);
    assertThat(node.orders().find(order)).contains(more);
    assertLevel(node, last, 0, 1);
    assertLevel(node, other, 3, 2);

    changed(node.change(order, basket(new Line(last, 1), new Line(other, 5))));
    assertLevel(node, other, 0, 5);
    changed(node.change(order, basket(new Line(last, 1), new Line(other, 1))));
    assertLevel(node, last, 0, 1);
    assertLevel(node, other, 4, 1);

    var less = changed(node.change(order, Basket.of(other, 3)));
    assertThat(less.version()).isEqualTo(5);
    assertLevel(node, last, 1, 0);
    assertLevel(node, other, 2, 3);
    // What was given up is somebody else's now.
    placed(node, Basket.of(last, 1));
    assertThat(node.change(order, Basket.of(last, 1))).isInstanceOf(LinesResult.Refused.class);
    node.orders().confirm(order, VersionCondition.NONE);
    assertSold(node, last, 0, 1, 0);
    assertSold(node, other, 2, 0, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aRefusalNamesWhatIsShortAndTheOrderIsAsItWas(Way way) {
    StoreInstance node = start(way);
    Sku enough = node.product(way.type(), 5);
    Sku scarce = node.product(way.type(), 3);
    OrderId order = placed(node, basket(new Line(enough, 2), new Line(scarce, 1)));
    var before = node.orders().find(order).orElseThrow();
    assertThat(node.change(order, basket(new Line(enough, 4), new Line(scarce, 4))))
        .isInstanceOfSatisfying(
            LinesResult.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .isInstanceOfSatisfying(
                        Refusal.InsufficientStock.class,
                        // What it has already is available to it.
                        shortage ->
                            assertThat(shortage.shortages())
                                .containsExactly(new Shortage(scarce, 4, 3))));
    assertLevel(node, enough, 3, 2);
    assertLevel(node, scarce, 2, 1);
    assertThat(node.orders().find(order).orElseThrow())
        .extracting(Order::basket, Order::version, Order::expiresAt)
        .containsExactly(before.basket(), before.version(), before.expiresAt());
    node.restock(scarce, 1);
    changed(node.change(order, basket(new Line(enough, 4), new Line(scarce, 4))));
    assertLevel(node, enough, 1, 4);
    assertLevel(node, scarce, 0, 4);
    node.orders().cancel(order, VersionCondition.NONE);
    assertLevel(node, enough, 5, 0);
    assertLevel(node, scarce, 4, 0);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void theSameLinesAgainChangeNothingWhateverVersionIsMeant(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 5);
    OrderId order = placed(node, Basket.of(sku, 2));
    var first = new VersionCondition(Set.of(1L));
    var changed = changed(node.change(order, first, Basket.of(sku, 3)));
    assertThat(node.change(order, first, Basket.of(sku, 3)))
        .isEqualTo(new LinesResult.Answered(new DecideResult.Already(changed)));
    assertAnswered(node.change(order, first, Basket.of(sku, 4)), DecideResult.Changed.class);
    assertLevel(node, sku, 2, 3);
    // The placing again: the order as it is now.
    assertThat(node.place(order, Basket.of(sku, 2)))
        .isEqualTo(new PlaceResult.Placed(changed, true));
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void onlyAReservedOrderIsChanged(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 5);
    OrderId confirmed = placed(node, Basket.of(sku, 1));
    OrderId cancelled = placed(node, Basket.of(sku, 1));
    OrderId expired = placed(node, Basket.of(sku, 1));
    node.orders().confirm(confirmed, VersionCondition.NONE);
    node.orders().cancel(cancelled, VersionCondition.NONE);
    node.passDeadline(expired);
    for (OrderId order : List.of(confirmed, cancelled, expired)) {
      assertAnswered(node.change(order, Basket.of(sku, 2)), DecideResult.Forbidden.class);
    }
    assertAnswered(
        node.change(StoreInstance.newOrder(), Basket.of(sku, 2)), DecideResult.NotFound.class);
    node.orders().sweep();
    assertSold(node, sku, 4, 0, 1);
    OrderId order = placed(node, Basket.of(sku, 1));
    var unknown = basket(new Line(sku, 2), new Line(new Sku("nobody-knows-it"), 1));
    assertThat(node.change(order, unknown))
        .isInstanceOfSatisfying(
            LinesResult.Refused.class,
            refused -> assertThat(refused.reason()).isInstanceOf(Refusal.UnknownSku.class));
    assertSold(node, sku, 3, 1, 1);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aChangeAcrossStrategiesIsAllOrNothing(Way way) {
    StoreInstance node = start(way);
    Sku mine = node.product(way.type(), 5);
    Sku other = node.product(store().besides().getFirst(), 5);
    Sku scarce = node.product(store().besides().getLast(), 1);
    OrderId order = placed(node, basket(new Line(mine, 1), new Line(other, 1)));
    placed(node, Basket.of(scarce, 1));
    assertThat(node.change(order, basket(new Line(mine, 3), new Line(scarce, 1))))
        .isInstanceOf(LinesResult.Refused.class);
    assertLevel(node, mine, 4, 1);
    assertLevel(node, other, 4, 1);
    assertLevel(node, scarce, 0, 1);
    changed(node.change(order, basket(new Line(mine, 3), new Line(other, 2))));
    changed(node.change(order, Basket.of(other, 4)));
    assertLevel(node, mine, 5, 0);
    assertLevel(node, other, 1, 4);
  }

  /** A product that is new in it may bring the deadline forward, never back. */
  @ParameterizedTest
  @MethodSource("ways")
  public void whatIsNewInItStaysReservedAsLongAsItsProductAllows(Way way) {
    StoreInstance node = start(way);
    Sku usual = node.product(way.type(), 5);
    Sku brief = node.product(way.type(), 5, Duration.ofMinutes(1));
    OrderId order = placed(node, Basket.of(usual, 1));
    Instant deadline = node.orders().find(order).orElseThrow().expiresAt();
    assertThat(changed(node.change(order, Basket.of(usual, 2))).expiresAt()).isEqualTo(deadline);
    var shorter = changed(node.change(order, basket(new Line(usual, 2), new Line(brief, 1))));
    assertThat(shorter.expiresAt())
        .isBetween(deadline.minusSeconds(841), deadline.minusSeconds(800));
    assertThat(changed(node.change(order, Basket.of(usual, 1))).expiresAt())
        .isEqualTo(shorter.expiresAt());
    Sku later = node.product(way.type(), 5, Duration.ofHours(1));
    assertThat(
            changed(node.change(order, basket(new Line(usual, 1), new Line(later, 1)))).expiresAt())
        .isEqualTo(shorter.expiresAt());
  }

  /** Everything is sold out, and everybody wants what the others have. */
  @ParameterizedTest
  @MethodSource("ways")
  public void ofManyExchangesAtOnceNothingIsLostAndNothingIsSoldTwice(Way way) {
    assumeThat(way.covers(1)).as("promises to be exact").isTrue();
    int instances = way.covers(2) ? 2 : 1;
    List<StoreInstance> several = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      several.add(start(way));
    }
    StoreInstance node = several.get(0);
    Sku a = node.product(way.type(), 8);
    Sku b = node.product(way.type(), 8);
    Sku spare = node.product(way.type(), 2);
    List<OrderId> orders = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      orders.add(placed(node, Basket.of(i % 2 == 0 ? a : b, 1)));
    }
    var skus = List.of(a, b, spare);
    ConcurrentClients.run(
        32,
        i ->
            () -> {
              OrderId order = orders.get(i % 16);
              StoreInstance client = several.get(i % instances);
              return i == 31
                  ? client.orders().confirm(orders.get(4), VersionCondition.NONE)
                  : i == 30
                      ? client.orders().cancel(orders.get(5), VersionCondition.NONE)
                      : client.change(order, Basket.of(skus.get((i + i / 16) % 3), 1));
            });
    for (Sku sku : skus) {
      var level = node.audit(sku).level();
      long listed =
          orders.stream()
              .map(order -> node.orders().find(order).orElseThrow())
              .filter(order -> order.status() == OrderStatus.RESERVED)
              .mapToLong(order -> order.basket().quantity(sku))
              .sum();
      assertThat(level.reserved()).as("reserved of %s", sku).isEqualTo(listed);
      assertThat(node.audit(sku).isConserved()).isTrue();
    }
    assertThat(node.orders().find(orders.get(4)).orElseThrow().status())
        .isEqualTo(OrderStatus.CONFIRMED);
  }
}
