package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Registration;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.ExtensionLimits;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Editing what a client describes of a product, and what products say of extensions. */
public abstract class EditingContract extends ContractBase {
  private static final int CLIENTS = 8;
  private static final int EDITS = 5;

  private StrategyType type;
  private StoreInstance node;
  private StoreInstance other;

  public EditingContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  public void start() {
    type = store().besides().getLast();
    var way = ways().filter(each -> each.type() == type).findFirst().orElseThrow();
    node = start(way);
    other = start(way);
  }

  private static Product read(StoreInstance node, Sku sku) {
    return node.inventory().products(List.of(sku)).get(sku);
  }

  private static RegisterResult edit(
      StoreInstance node, Sku sku, Product.Terms terms, Long... revisions) {
    return node.inventory().register(new Registration(sku, null, terms, Set.of(revisions)));
  }

  /** Each edit is made on what it has read, and made again where that has changed. */
  @Test
  public void ofManyEditsAtOnce_noneIsLost() {
    Sku sku = node.product(type, 0);
    long before = read(node, sku).revision();
    ConcurrentClients.run(
        CLIENTS,
        i ->
            () -> {
              StoreInstance client = i % 2 == 0 ? node : other;
              for (int done = 0; done < EDITS; ) {
                Product now = read(client, sku);
                Integer max = now.terms().limits().perOrder();
                var more = new PurchaseLimits(max == null ? 1 : max + 1, null);
                if (edit(client, sku, now.terms().with(more), now.revision())
                    == RegisterResult.UPDATED) {
                  done++;
                }
              }
              return null;
            });
    Product after = read(other, sku);
    assertThat(after.terms().limits().perOrder()).isEqualTo(CLIENTS * EDITS);
    assertThat(after.revision()).isEqualTo(before + CLIENTS * EDITS);
  }

  @Test
  public void aRevisionIsOfTheDescription_andNotOfTheStock() {
    Sku sku = node.product(type, 5);
    Product first = read(node, sku);
    assertThat(node.place(StoreInstance.newOrder(), Basket.of(sku, 2))).isNotNull();
    node.restock(sku, 3);
    assertThat(node.register(sku, null, first.terms())).isEqualTo(RegisterResult.UPDATED);
    assertThat(read(node, sku)).isEqualTo(first);

    var renamed = Product.Terms.of("another", Duration.ofMinutes(15));
    assertThat(node.register(sku, null, renamed)).isEqualTo(RegisterResult.UPDATED);
    assertThat(read(other, sku).revision()).isEqualTo(first.revision() + 1);

    StrategyType next = store().besides().getFirst();
    assertThat(node.inventory().changeStrategy(sku, next.id(), StoreInstance.newOrder().value()))
        .isInstanceOf(StrategyChangeResult.Done.class);
    assertThat(read(other, sku).revision()).isEqualTo(first.revision() + 2);
  }

  @Test
  public void anotherRevisionThanIsMeant_isLeftAsItIs() {
    Sku sku = node.product(type, 1);
    long first = read(node, sku).revision();
    var one = Product.Terms.of("one", Duration.ofMinutes(15));
    var two = Product.Terms.of("two", Duration.ofMinutes(15));
    assertThat(edit(node, sku, one, first)).isEqualTo(RegisterResult.UPDATED);
    // Another client may have made the same edit of the same revision, and counts it as its own.
    assertThat(edit(other, sku, one, first)).isEqualTo(RegisterResult.CHANGED);
    assertThat(edit(other, sku, two, first)).isEqualTo(RegisterResult.CHANGED);
    assertThat(edit(other, sku, two)).isEqualTo(RegisterResult.CHANGED);
    assertThat(read(node, sku).terms()).isEqualTo(one);
    assertThat(edit(other, sku, two, first, first + 1)).isEqualTo(RegisterResult.UPDATED);
    assertThat(edit(other, sku, two, first + 2)).isEqualTo(RegisterResult.UPDATED);
    assertThat(read(node, sku).revision()).isEqualTo(first + 2);

    var unknown = new Sku("unknown-" + StoreInstance.newOrder());
    assertThat(edit(node, unknown, one, 0L, 1L)).isEqualTo(RegisterResult.CHANGED);
    assertThat(node.inventory().products(List.of(unknown))).isEmpty();
  }

  private Sku extensible(@Nullable Duration reservationTimeMax, @Nullable Integer extensionsMax) {
    Sku sku = node.product(type, 10);
    node.register(
        sku,
        type.id(),
        Product.Terms.of("a product", Duration.ofMinutes(15))
            .with(new ExtensionLimits(reservationTimeMax, extensionsMax)));
    return sku;
  }

  private OrderId placed(Line... lines) {
    OrderId order = StoreInstance.newOrder();
    assertThat(ConcurrentClients.placed(List.of(node.place(order, Basket.of(List.of(lines))))))
        .isOne();
    return order;
  }

  private static DecideResult extend(StoreInstance node, OrderId order, int minutes) {
    return node.extend(order, VersionCondition.NONE, Duration.ofMinutes(minutes));
  }

  @Test
  public void onlyWhatMovesTheDeadlineCountsAsAnExtension() {
    OrderId order = placed(new Line(extensible(null, 2), 1));
    assertThat(extend(node, order, 10)).isInstanceOf(DecideResult.Already.class);
    assertThat(extend(node, order, 20)).isInstanceOf(DecideResult.Decided.class);
    assertThat(extend(other, order, 20)).isInstanceOf(DecideResult.Already.class);
    assertThat(other.extend(order, new VersionCondition(Set.of(9L)), Duration.ofMinutes(25)))
        .isInstanceOf(DecideResult.Changed.class);
    assertThat(extend(other, order, 30)).isInstanceOf(DecideResult.Decided.class);
    Order extended = node.orders().find(order).orElseThrow();

    assertThat(extend(node, order, 40))
        .isInstanceOfSatisfying(
            DecideResult.ExtensionsSpent.class,
            spent -> assertThat(spent.bounds().extensionsMax()).isEqualTo(2));
    assertThat(extend(node, order, 30)).isInstanceOf(DecideResult.Already.class);
    assertThat(node.orders().find(order)).contains(extended);
    assertThat(node.orders().confirm(order, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Decided.class);
  }

  @Test
  public void anOrderOfSeveralProducts_hasTheLeastOfWhatTheyAllow() {
    Sku shorter = extensible(Duration.ofMinutes(40), 5);
    Sku seldom = extensible(Duration.ofHours(2), 1);
    OrderId order =
        placed(new Line(shorter, 1), new Line(seldom, 1), new Line(node.product(type, 3), 1));
    Instant placedAt = node.orders().find(order).orElseThrow().createdAt();
    assertThat(extend(node, order, 30)).isInstanceOf(DecideResult.Decided.class);
    assertThat(extend(node, order, 300))
        .isInstanceOfSatisfying(
            DecideResult.ExtensionsSpent.class,
            spent -> assertThat(spent.bounds().sku()).isEqualTo(seldom));

    // What a product says is read when the order is extended.
    node.register(
        seldom,
        null,
        Product.Terms.of("a product", Duration.ofMinutes(15))
            .with(new ExtensionLimits(Duration.ofHours(2), null)));
    assertExtended(extend(other, order, 300), placedAt.plus(Duration.ofMinutes(40)));
    assertThat(extend(node, order, 301)).isInstanceOf(DecideResult.Already.class);

    // Without the product that is kept for a short time it is that of the others alone.
    assertThat(node.change(order, Basket.of(seldom, 1))).isNotNull();
    assertExtended(extend(node, order, 300), placedAt.plus(Duration.ofHours(2)));
  }

  private static void assertExtended(DecideResult result, Instant until) {
    assertThat(result)
        .isInstanceOfSatisfying(
            DecideResult.Decided.class,
            decided -> assertThat(decided.order().expiresAt()).isEqualTo(until));
  }

  @Test
  public void ofManyExtensionsAtOnce_soManyMoveTheDeadlineAsTheProductAllows() {
    OrderId order = placed(new Line(extensible(null, 3), 1));
    var minutes = new AtomicInteger(20);
    var results =
        ConcurrentClients.run(
            CLIENTS,
            i ->
                () -> insist(() -> extend(i % 2 == 0 ? node : other, order, minutes.addAndGet(1))));
    long moved = results.stream().filter(DecideResult.Decided.class::isInstance).count();
    for (int i = 0; i < CLIENTS; i++) {
      if (extend(node, order, minutes.addAndGet(1)) instanceof DecideResult.Decided) {
        moved++;
      }
    }
    assertThat(moved).isEqualTo(3);
  }

  private static DecideResult insist(Supplier<DecideResult> call) {
    DecideResult result = call.get();
    for (int i = 0;
        i < StoreInstance.CONTENDED_RETRIES_MAX && result instanceof DecideResult.Contended;
        i++) {
      result = call.get();
    }
    return result;
  }
}
