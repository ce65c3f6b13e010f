package dev.holdfast.load.kill;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.process.CustomerThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** A number of customers, each with one order after the other, until they are stopped. */
final class Customers implements AutoCloseable {
  private static final Duration BREATH = Duration.ofMillis(100);
  private static final Duration END_MAX = Duration.ofMinutes(1);
  private static final int CHANGED_ONE_IN = 4;
  private static final int LINES_MAX = 3;
  private static final int QUANTITY_MAX = 3;

  private final Customer customer;
  private final List<String> skus;
  private final CustomerThreads threads = new CustomerThreads();
  private final Queue<Life> lives = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private Customers(Customer customer, List<String> skus) {
    this.customer = customer;
    this.skus = List.copyOf(skus);
  }

  /** Customers from now on; the keys of no others have that first letter. */
  static Customers begin(
      Customer customer, List<String> skus, String letter, int count, long seed) {
    Customers customers = new Customers(customer, skus);
    for (int i = 0; i < count; i++) {
      Random random = new Random(seed * 31 + i);
      String name = letter + i;
      customers.threads.start(() -> customers.shop(name, random));
    }
    return customers;
  }

  private void shop(String name, Random random) {
    for (int i = 0; !stopped; i++) {
      List<Line> wished = random.nextInt(CHANGED_ONE_IN) == 0 ? lines(random) : null;
      Life life = new Life(name + "-" + i, lines(random), wished, intent(random));
      lives.add(life);
      customer.live(life);
      LockSupport.parkNanos(BREATH.toNanos());
    }
  }

  private List<Line> lines(Random random) {
    List<String> some = new ArrayList<>(skus);
    Collections.shuffle(some, random);
    return some.subList(0, random.nextInt(1, LINES_MAX + 1)).stream()
        .map(sku -> new Line(sku, random.nextLong(1, QUANTITY_MAX + 1)))
        .sorted(Comparator.comparing(Line::sku))
        .toList();
  }

  private static Life.Intent intent(Random random) {
    int dice = random.nextInt(100);
    return dice < 20 ? Life.Intent.CONFIRM : dice < 60 ? Life.Intent.CANCEL : Life.Intent.LEAVE;
  }

  /** Refuses to go on when the load itself is wrong. */
  void requireRunning() {
    threads.requireRunning();
  }

  /** Lets them end what they are at, and tells what all of them lived through. */
  List<Life> end() {
    stopped = true;
    threads.end(END_MAX);
    return List.copyOf(lives);
  }

  @Override
  public void close() {
    stopped = true;
    threads.close();
  }
}
