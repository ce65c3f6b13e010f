package dev.holdfast.race;

import dev.holdfast.race.Lane.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Customers that order over HTTP, each once and under a key of its own. A customer that is answered
 * that nothing happened, or that cannot know, repeats its order with the same key, a few times. The
 * crowd knows ports of loopback only. Safe for use by many threads.
 */
final class Crowd implements AutoCloseable {
  /** How often a customer repeats its order at most. */
  static final int REPEATS_MAX = 5;

  /** How long a customer waits for an answer at most. */
  static final Duration ANSWER_MAX = Duration.ofSeconds(12);

  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
  private static final int PAUSE_MS_MIN = 5;
  private static final int PAUSE_MS_MAX = 40;
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;
  private static final int UNKNOWN = 504;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          // The proxy of the process is for other hosts, and may not know this one.
          .proxy(HttpClient.Builder.NO_PROXY)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  private final List<URI> targets;
  private final BooleanSupplier over;

  /**
   * @param ports of loopback, which customers call in turn
   * @param over whether no customer shall begin, or repeat, any more
   */
  Crowd(List<Integer> ports, BooleanSupplier over) {
    this.targets =
        ports.stream()
            .map(port -> URI.create("http://127.0.0.1:" + port + "/api/v1/orders"))
            .toList();
    this.over = over;
  }

  /**
   * Lets customers order, at most {@link RacePlan#CONNECTIONS_MAX} at a time, and waits until all
   * that began have their outcome.
   *
   * @param from the number of the first customer
   * @param customers how many there are in all
   */
  void order(Lane lane, String sku, int quantity, int from, int customers)
      throws InterruptedException {
    int workers = Math.min(RacePlan.CONNECTIONS_MAX, customers - from);
    var next = new AtomicInteger(from);
    var done = new CountDownLatch(workers);
    for (int i = 0; i < workers; i++) {
      Thread.ofVirtual()
          .name("race-customer-" + i)
          .start(() -> {
            try {
              for (int customer = next.getAndIncrement();
                  customer < customers && !over.getAsBoolean();
                  customer = next.getAndIncrement()) {
                orderOnce(lane, sku, quantity, customer);
              }
            } finally {
              done.countDown();
            }
          });
    }
    done.await();
  }

  /** One customer's order, with its repeats, at the instance whose turn it is. */
  void orderOnce(Lane lane, String sku, int quantity, int customer) {
    long from = System.nanoTime();
    Attempt attempt =
        order(targets.get(customer % targets.size()), sku, quantity, UUID.randomUUID().toString());
    lane.record(attempt.outcome(), attempt.doubt(), System.nanoTime() - from);
  }

  /**
   * An order that no account counts. One that is refused after an unknown outcome stays unknown:
   * its first attempt may have the units.
   */
  Outcome order(String sku, int quantity, String key) {
    Attempt attempt = order(targets.getFirst(), sku, quantity, key);
    return attempt.doubt() && attempt.outcome() != Outcome.ACCEPTED
        ? Outcome.UNKNOWN
        : attempt.outcome();
  }

  /**
   * An order with its repeats.
   *
   * @param doubt whether one of its answers was none
   */
  private record Attempt(Outcome outcome, boolean doubt) {}

  private Attempt order(URI target, String sku, int quantity, String key) {
    var request =
        HttpRequest.newBuilder(target)
            .timeout(ANSWER_MAX)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}".formatted(sku, quantity)))
            .build();
    boolean doubt = false;
    for (int repeat = 0; ; repeat++) {
      Answer answer = send(request);
      doubt |= answer.outcome() == Outcome.UNKNOWN;
      if (!answer.again() || repeat == REPEATS_MAX || over.getAsBoolean()) {
        boolean settled =
            answer.outcome() == Outcome.ACCEPTED || answer.outcome() == Outcome.REFUSED;
        return new Attempt(doubt && !settled ? Outcome.UNKNOWN : answer.outcome(), doubt);
      }
      LockSupport.parkNanos(
          Duration.ofMillis(ThreadLocalRandom.current().nextInt(PAUSE_MS_MIN, PAUSE_MS_MAX))
              .toNanos());
    }
  }

  /**
   * An answer.
   *
   * @param again whether the customer repeats its order
   */
  private record Answer(Outcome outcome, boolean again) {}

  private Answer send(HttpRequest request) {
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      String body = response.body();
      return switch (response.statusCode()) {
        case CREATED, OK -> new Answer(Outcome.ACCEPTED, false);
        case CONFLICT ->
            body.contains("\"insufficient-stock\"")
                ? new Answer(Outcome.REFUSED, false)
                : new Answer(
                    body.contains("\"in-progress\"") ? Outcome.UNKNOWN : Outcome.FAILED,
                    body.contains("\"in-progress\""));
        case UNAVAILABLE ->
            new Answer(
                body.contains("\"contended\"") ? Outcome.CONTENDED : Outcome.UNAVAILABLE, true);
        case UNKNOWN -> new Answer(Outcome.UNKNOWN, true);
        default -> new Answer(Outcome.FAILED, false);
      };
    } catch (IOException e) {
      return new Answer(Outcome.UNKNOWN, true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(Outcome.UNKNOWN, false);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
