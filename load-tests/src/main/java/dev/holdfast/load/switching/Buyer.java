package dev.holdfast.load.switching;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.endpoints.ShopClient.Reply;
import dev.holdfast.load.process.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A customer that orders again and again, and goes on asking until it knows what came of it. Some
 * orders are cancelled, and some confirmed. Used by one thread.
 */
final class Buyer implements Runnable {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int TRIES_MAX = 1_000;
  private static final int QUANTITY_MAX = 3;

  private final ShopClient shop;
  private final Supplier<URI> instances;
  private final String sku;
  private final String name;
  private final Random random;
  private final BooleanSupplier goesOn;
  private final Ledger ledger;

  /**
   * @param instances one that lives, at each call
   * @param name which no other customer has
   * @param ledger shared by all
   */
  Buyer(
      ShopClient shop,
      Supplier<URI> instances,
      String sku,
      String name,
      long seed,
      BooleanSupplier goesOn,
      Ledger ledger) {
    this.shop = shop;
    this.instances = instances;
    this.sku = sku;
    this.name = name;
    this.random = new Random(seed);
    this.goesOn = goesOn;
    this.ledger = ledger;
  }

  @Override
  public void run() {
    for (int i = 0; goesOn.getAsBoolean(); i++) {
      buy(name + "-" + i);
    }
  }

  private void buy(String key) {
    int quantity = 1 + random.nextInt(QUANTITY_MAX);
    List<Line> lines = List.of(new Line(sku, quantity));
    Reply placed = insist(instance -> shop.place(instance, key, lines), true);
    if (!(placed instanceof Reply.Order order)) {
      ledger.failed(key + " was answered " + placed);
      return;
    }
    int end = random.nextInt(3);
    if (end == 0) {
      ledger.reserved(quantity);
      return;
    }
    String command = end == 1 ? "cancel" : "confirm";
    Reply ended = insist(instance -> shop.command(instance, order.id(), command), false);
    if (!(ended instanceof Reply.Order)) {
      ledger.failed(command + " of " + key + " was answered " + ended);
    } else if (end == 2) {
      ledger.sold(quantity);
    }
  }

  private Reply insist(Function<URI, Reply> request, boolean isOrder) {
    Reply reply = new Reply.Unknown("never asked");
    for (int i = 0; i < TRIES_MAX; i++) {
      long from = System.nanoTime();
      reply = request.apply(instances.get());
      if (isOrder) {
        ledger.attempted(new Attempt(from, System.nanoTime(), word(reply)));
      }
      if (!(reply instanceof Reply.Unknown)) {
        return reply;
      }
      Deadline.sleep(PAUSE);
    }
    return reply;
  }

  private static String word(Reply reply) {
    return switch (reply) {
      case Reply.Order _ -> "placed";
      case Reply.Unknown(var why) -> why;
      default -> "refused";
    };
  }
}
