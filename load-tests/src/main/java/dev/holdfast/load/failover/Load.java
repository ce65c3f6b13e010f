package dev.holdfast.load.failover;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.process.CustomerThreads;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Orders that arrive at a steady rate, however long the answers take. Strategies take turns; one
 * order in six is of a product that sells out. Each is sent once: a customer who repeats would hide
 * what is measured.
 */
final class Load implements AutoCloseable {
  private static final int SCARCE_ONE_IN = 6;

  /** Even a round that goes wrong sends no more. */
  private static final int ORDERS_MAX = 20_000;

  private static final Duration ANSWERED_MAX = Duration.ofSeconds(30);

  private final ShopClient shop = new ShopClient();
  private final List<URI> instances;
  private final List<List<Offer>> offers;
  private final String prefix;
  private final Random random;
  private final CustomerThreads customers = new CustomerThreads();
  private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
  private int sent;

  private Load(List<URI> instances, List<Offer> offers, String prefix, long seed) {
    this.instances = List.copyOf(instances);
    this.offers =
        List.copyOf(offers.stream().collect(Collectors.groupingBy(Offer::strategy)).values());
    this.prefix = prefix;
    this.random = new Random(seed);
  }

  /**
   * Orders from now on, so many a second.
   *
   * @param prefix that the keys of no other load have
   */
  static Load begin(List<URI> instances, List<Offer> offers, String prefix, int rate, long seed) {
    Load load = new Load(instances, offers, prefix, seed);
    load.customers.arrive(rate, load::next);
    return load;
  }

  /** How many units of a scarce product are asked for in so long a time. */
  static long scarceDemand(int rate, int strategies, Duration time) {
    return Math.max(1, rate * time.toMillis() / 1_000 / strategies / SCARCE_ONE_IN);
  }

  /** Only the clock's thread calls it. */
  private void next() {
    if (sent >= ORDERS_MAX) {
      return;
    }
    int number = sent++;
    boolean scarce = random.nextInt(SCARCE_ONE_IN) == 0;
    Offer offer =
        offers.get(number % offers.size()).stream()
            .filter(o -> o.scarce() == scarce)
            .findFirst()
            .orElseThrow();
    int instance = random.nextInt(instances.size());
    customers.start(() -> order(prefix + "-" + number, offer, instance));
  }

  private void order(String key, Offer offer, int instance) {
    long start = System.nanoTime();
    ShopClient.Reply reply =
        shop.placeConfirmed(instances.get(instance), key, List.of(new Line(offer.sku(), 1)));
    attempts.add(
        new Attempt(key, offer, instance + 1, start, System.nanoTime(), Attempt.answer(reply)));
  }

  /** Sends nothing more, waits for the answers, and tells all of them. */
  List<Attempt> end() {
    customers.end(ANSWERED_MAX);
    return new ArrayList<>(attempts);
  }

  @Override
  public void close() {
    customers.close();
  }
}
