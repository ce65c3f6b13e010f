package dev.holdfast.http.sellout;

import static dev.holdfast.http.Shop.unique;

import dev.holdfast.http.Answer;
import dev.holdfast.http.Shop;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Many clients at once, each with one order of one unit, which it repeats until it is decided. */
public record SellOut(Shop shop, String sku, int clients) {
  private static final Duration DECIDED_WITHIN = Duration.ofSeconds(60);
  private static final int BACK_OFF_MS_MAX = 50;

  /** The last answer to each client. */
  public Collection<Answer> run() throws InterruptedException {
    var answers = new ConcurrentLinkedQueue<Answer>();
    var open = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < clients; client++) {
        executor.submit(() -> {
          open.await();
          return answers.add(orderUntilDecided(unique("sell-out")));
        });
      }
      open.countDown();
    }
    return answers;
  }

  public static Collection<String> accepted(Collection<Answer> answers) {
    var ids = new HashSet<String>();
    answers.stream()
        .filter(answer -> answer.status() == 201 || answer.status() == 200)
        .forEach(answer -> ids.add(answer.text("id")));
    return ids;
  }

  private Answer orderUntilDecided(String key) {
    long deadline = System.nanoTime() + DECIDED_WITHIN.toNanos();
    Answer answer = shop.order(key, sku, 1);
    while (isUndecided(answer) && System.nanoTime() < deadline) {
      long backOffMs = ThreadLocalRandom.current().nextInt(1, BACK_OFF_MS_MAX);
      LockSupport.parkNanos(Duration.ofMillis(backOffMs).toNanos());
      answer = shop.order(key, sku, 1);
    }
    return answer;
  }

  private static boolean isUndecided(Answer answer) {
    return answer.status() == 503 || answer.status() == 504 || answer.code().equals("in-progress");
  }
}
