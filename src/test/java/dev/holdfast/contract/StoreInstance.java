package dev.holdfast.contract;

import dev.holdfast.alert.ProductEvents;
import dev.holdfast.alert.StockBands;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.EventLog;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderLives;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.waiting.WaitedStock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An instance of the service on a store, as the contract knows it: the two ports, and what tests do
 * through them again and again.
 */
public interface StoreInstance extends AutoCloseable {
  /** Numbers what tests name, so that none of them meets what another has. */
  AtomicLong COUNTER = new AtomicLong();

  /** How often a change is repeated that is only contended. */
  int CONTENDED_RETRIES_MAX = 200;

  Orders orders();

  Inventory inventory();

  EventLog events();

  OrderLives lives();

  /** What finds crossings of products on this instance. */
  StockBands bands();

  ProductEvents productEvents();

  /** What orders wait for on this instance, for one who waits there. */
  WaitedStock waitedStock();

  /** As if what gives events their positions had had its turn, on a store that has such a thing. */
  default void publishEvents() {}

  /** As if the deadline of an order, and the sweeper's turn for it, had come. */
  void passDeadline(OrderId order);

  @Override
  void close();

  /** Registers a product with stock, under a SKU that no other test uses. */
  default Sku product(StrategyType type, int units) {
    return product(type, units, Duration.ofMinutes(15));
  }

  default Sku product(StrategyType type, int units, Duration reservationTime) {
    var sku =
        new Sku("sku-" + COUNTER.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36));
    register(sku, type.id(), Product.Terms.of("a product", reservationTime));
    restock(sku, units);
    return sku;
  }

  /** A product of which one customer may have so many units. */
  default Sku limitedProduct(StrategyType type, int units, int perCustomer) {
    Sku sku = product(type, units);
    limit(sku, type, perCustomer);
    return sku;
  }

  /** Limits what a customer may have of a product; with null it is limited no more. */
  default void limit(Sku sku, StrategyType type, @Nullable Integer perCustomer) {
    limits(sku, type, new PurchaseLimits(null, perCustomer));
  }

  /** Limits what an order, and a customer, may have of a product. */
  default void limits(Sku sku, StrategyType type, PurchaseLimits limits) {
    register(sku, type.id(), Product.Terms.of("a product", Duration.ofMinutes(15)).with(limits));
  }

  default RegisterResult register(Sku sku, @Nullable String strategy, Product.Terms terms) {
    return inventory().register(new Inventory.Registration(sku, strategy, terms));
  }

  /** Changes when a product is sold, and nothing else of it. */
  default RegisterResult sell(Sku sku, Sale.Change sale) {
    Product product = inventory().products(List.of(sku)).get(sku);
    return inventory().register(new Inventory.Registration(sku, null, product.terms(), sale, null));
  }

  /** A product of which a customer may make so many new reservations in a time. */
  default Sku ratedProduct(StrategyType type, int units, int max, Duration time) {
    Sku sku = product(type, units);
    limits(sku, type, new PurchaseLimits(null, null, new PurchaseLimits.Rate(max, time)));
    return sku;
  }

  default void restock(Sku sku, int units) {
    if (units > 0) {
      inventory()
          .adjust(new Inventory.Adjustment(sku, "add-" + COUNTER.incrementAndGet(), units, "test"));
    }
  }

  /** A new order id. */
  static OrderId newOrder() {
    return new OrderId(
        OpaqueId.of(
            "order", Long.toString(COUNTER.incrementAndGet()), Long.toString(System.nanoTime())));
  }

  default PlaceResult place(OrderId id, Basket basket) {
    return place(id, basket, OrderStatus.RESERVED);
  }

  default PlaceResult place(OrderId id, Basket basket, @Nullable Duration reservationTime) {
    return place(id, basket, "", reservationTime, OrderStatus.RESERVED);
  }

  default PlaceResult place(OrderId id, Basket basket, OrderStatus status) {
    return place(id, basket, "", null, status);
  }

  /** Places a customer's order. */
  default PlaceResult placeFor(String customer, OrderId id, Basket basket) {
    return place(id, basket, customer, null, OrderStatus.RESERVED);
  }

  /** Places an order that names a reference and a customer, empty for none. */
  default PlaceResult placeNamed(String reference, String customer, OrderId id, Basket basket) {
    return orders()
        .place(
            new PlaceOrder(
                id,
                OpaqueId.of(basket.toString(), reference, customer),
                basket,
                reference,
                customer,
                null,
                OrderStatus.RESERVED));
  }

  private PlaceResult place(
      OrderId id,
      Basket basket,
      String customer,
      @Nullable Duration reservationTime,
      OrderStatus status) {
    return orders()
        .place(
            new PlaceOrder(
                id, OpaqueId.of(basket.toString()), basket, "", customer, reservationTime, status));
  }

  /** Changes an order's lines, again and again while it is only contended, as a client would. */
  default LinesResult change(OrderId order, Basket basket) {
    return change(order, VersionCondition.NONE, basket);
  }

  default LinesResult change(OrderId order, VersionCondition condition, Basket basket) {
    for (int i = 0; i < CONTENDED_RETRIES_MAX; i++) {
      LinesResult result = orders().changeLines(order, condition, basket);
      boolean again =
          result instanceof LinesResult.InProgress
              || (result instanceof LinesResult.Refused(Refusal reason)
                  && reason instanceof Refusal.Contended);
      if (!again) {
        return result;
      }
    }
    throw new AssertionError("contended " + CONTENDED_RETRIES_MAX + " times");
  }

  /** Extends an order until so long after it was created. */
  default DecideResult extend(OrderId order, VersionCondition condition, Duration fromCreation) {
    Instant created = orders().find(order).orElseThrow().createdAt();
    return orders().extend(order, condition, created.plus(fromCreation)).orElseThrow();
  }

  default Audit audit(Sku sku) {
    return inventory().deepAudit(sku).orElseThrow();
  }

  /** The level of a SKU as it is stored, whatever its strategy promises its readers. */
  default StockLevel level(Sku sku) {
    return inventory().stocked(List.of(sku)).getFirst().level();
  }
}
