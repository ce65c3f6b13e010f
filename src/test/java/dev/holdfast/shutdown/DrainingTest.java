package dev.holdfast.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.OpaqueId;
import dev.holdfast.stock.OrderId;
import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.ServiceProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A process that is told to end loses nothing: every order is placed and answered, or refused. */
class DrainingTest {
  private static final Duration EXIT_MAX = Duration.ofSeconds(60);

  /** The default of {@code holdfast.shutdown.refusing}. */
  private static final Duration REFUSING = Duration.ofMillis(500);

  private static final int SIGTERM_EXIT = 128 + 15;
  private static final int SLOW_ORDERS = 20;
  private static final int CALLERS = 8;

  /** Holds every order of these strategies between its check and its take. */
  private static final String SLOW = "--holdfast.lab.race-window=3s";

  private static final AtomicInteger KEYS = new AtomicInteger();

  /**
   * What became of a request.
   *
   * @param kind the status of a success, the code of a problem, or the fault's type
   * @param order its id, where it was placed
   */
  private record Outcome(String kind, String order, boolean lastOfItsConnection, long at) {}

  private static Outcome order(ServiceProcess service, String key, String sku) {
    try {
      var answer = service.order(key, sku);
      var json = new JsonMapper().readTree(answer.body());
      return new Outcome(
          answer.statusCode() < 300
              ? Integer.toString(answer.statusCode())
              : json.path("code").asString(),
          json.path("id").asString(""),
          answer.headers().firstValue("Connection").filter("close"::equals).isPresent(),
          System.nanoTime());
    } catch (IOException e) {
      return new Outcome(e.getClass().getSimpleName(), "", true, System.nanoTime());
    }
  }

  private static List<Future<Outcome>> placeSlowly(
      ExecutorService threads, ServiceProcess service) {
    var placing = new ArrayList<Future<Outcome>>();
    for (int i = 0; i < SLOW_ORDERS; i++) {
      String key = "slow-" + i;
      placing.add(threads.submit(() -> order(service, key, "slow")));
    }
    return placing;
  }

  /** Until all of the slow orders have begun; the last of them has not ended. */
  private static void awaitPlacing(StatefulRedisConnection<String, String> redis) {
    var records =
        IntStream.range(0, SLOW_ORDERS)
            .mapToObj(i -> new OrderId(OpaqueId.of("anonymous", "slow-" + i)))
            .map(id -> "holdfast:{o" + id.partition() + "}:order:" + id)
            .toArray(String[]::new);
    await("the slow orders are in progress")
        .pollInterval(Duration.ofMillis(5))
        .until(() -> redis.sync().exists(records) == records.length);
    assertThat(records).anyMatch(key -> redis.sync().hget(key, "status").equals("PLACING"));
  }

  /** Once new orders are refused, each refusal is followed by a repeat of one that was placed. */
  private static Callable<Void> orderUntilNobodyAnswers(
      ServiceProcess service, Collection<Outcome> outcomes, Collection<Outcome> repeats) {
    return () -> {
      String placed = "";
      Outcome last;
      do {
        String key = "fast-" + KEYS.incrementAndGet();
        last = order(service, key, "fast");
        outcomes.add(last);
        if (last.kind().equals("201")) {
          placed = key;
        } else if (last.kind().equals("shutting-down")) {
          repeats.add(order(service, placed, "fast"));
        }
      } while (!last.kind().endsWith("Exception"));
      return null;
    };
  }

  @Test
  void nothingIsLostWhenItIsToldToEnd() throws Exception {
    try (var redis = RedisServerProcess.start();
        var client = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));
        var connection = client.connect();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var service =
            ServiceProcess.start(
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + redis.port(),
                "--holdfast.shutdown.readiness-lead=1500ms",
                SLOW)) {
      service.stockUp("slow", "unguarded", 1_000);
      service.stockUp("fast", "redis-script", 1_000_000);
      var keptAlive = new KeptAlive(service.port());
      assertThat(keptAlive.ask()).startsWith("HTTP/1.1 200").doesNotContain("Connection: close");
      var fast = new ConcurrentLinkedQueue<Outcome>();
      var repeats = new ConcurrentLinkedQueue<Outcome>();
      for (int i = 0; i < CALLERS; i++) {
        var _ = threads.submit(orderUntilNobodyAnswers(service, fast, repeats));
      }
      await("orders are placed").until(() -> fast.size() > 100);
      var notReadySince = threads.submit(() -> awaitNotReady(service));
      var slow = placeSlowly(threads, service);
      awaitPlacing(connection);
      service.register("none", "redis-script");
      var waiting =
          threads.submit(() -> service.order("waits", "none", ",\"waitForStock\":\"PT20S\""));
      await("an order waits for stock")
          .until(() -> connection.sync().hexists("holdfast:{none}:totals", "waitedUntil"));

      long told = System.nanoTime();
      service.signal("TERM");
      await("new ones are refused")
          .pollInterval(Duration.ofMillis(10))
          .until(() -> fast.stream().anyMatch(o -> o.kind().equals("shutting-down")));
      String late = keptAlive.ask();
      assertThat(service.awaitExit(EXIT_MAX)).isEqualTo(SIGTERM_EXIT);

      // Those in progress were placed, and answered.
      for (var placed : slow) {
        assertThat(placed.get().kind()).isEqualTo("201");
      }
      // One that waited for stock has nothing, and was sent elsewhere.
      assertThat(waiting.get().statusCode()).isEqualTo(503);
      assertThat(waiting.get().body()).contains("\"code\":\"shutting-down\"");
      // New ones were placed, then refused in words, and only after that not answered any more.
      assertThat(fast)
          .filteredOn(o -> !o.kind().endsWith("Exception"))
          .extracting(Outcome::kind)
          .containsOnly("201", "shutting-down");
      long refusedSince = firstOf(fast, "shutting-down"::equals);
      long closedSince = firstOf(fast, kind -> kind.endsWith("Exception"));
      assertThat(Duration.ofNanos(closedSince - refusedSince)).isGreaterThan(REFUSING.dividedBy(2));
      assertThat(notReadySince.get()).isBetween(told, refusedSince);
      assertThat(fast).anyMatch(o -> o.kind().equals("201") && o.lastOfItsConnection());
      assertThat(fast)
          .filteredOn(o -> o.kind().equals("shutting-down"))
          .allMatch(Outcome::lastOfItsConnection);
      // A repeat was answered with its order all the same.
      assertThat(repeats)
          .filteredOn(o -> !o.kind().endsWith("Exception"))
          .isNotEmpty()
          .allMatch(o -> o.kind().equals("200") && o.lastOfItsConnection());
      assertThat(late)
          .startsWith("HTTP/1.1 503")
          .contains("\"code\":\"shutting-down\"", "Retry-After: 1", "Connection: close");
      assertThat(keptAlive.isEnded()).isTrue();
      // What was answered is what is there, neither more nor less.
      var answered = fast.stream().map(Outcome::order).filter(id -> !id.isEmpty());
      var told201 = answered.collect(Collectors.toSet());
      for (var placed : slow) {
        told201.add(placed.get().order());
      }
      var there =
          connection.sync().keys("holdfast:{o*}:order:*").stream()
              .map(key -> key.substring(key.lastIndexOf(':') + 1))
              .collect(Collectors.toSet());
      assertThat(there).isEqualTo(told201);
      assertThat(connection.sync().exists("holdfast:instances")).isZero();
      assertThat(service.log()).doesNotContain(" WARN ").doesNotContain(" ERROR ");
    }
  }

  private static long firstOf(Collection<Outcome> outcomes, Predicate<String> kind) {
    return outcomes.stream()
        .filter(o -> kind.test(o.kind()))
        .mapToLong(Outcome::at)
        .min()
        .orElseThrow();
  }

  /** When it was first seen not to be ready. */
  private static long awaitNotReady(ServiceProcess service) {
    await("it is not ready")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> service.get("/readyz").statusCode() == 503);
    return System.nanoTime();
  }

  @Test
  void itsOwnRedisEndsAfterTheOrdersThatNeedIt() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var service = ServiceProcess.start(SLOW)) {
      service.stockUp("slow", "unguarded", 1_000);
      int redisPort =
          Integer.parseInt(
              service.awaitLogged(
                  Pattern.compile("embedded redis-server 7[0-9.]* .*at 127.0.0.1:(\\d+)")));
      var slow = placeSlowly(threads, service);
      try (var client = RedisClient.create(RedisURI.create("127.0.0.1", redisPort));
          var connection = client.connect()) {
        awaitPlacing(connection);
      }

      service.signal("TERM");

      assertThat(service.awaitExit(EXIT_MAX)).isEqualTo(SIGTERM_EXIT);
      for (var placed : slow) {
        assertThat(placed.get().kind()).isEqualTo("201");
      }
      assertThat(service.log()).doesNotContain(" WARN ").doesNotContain(" ERROR ");
      await("its Redis is gone").until(() -> !isListening(redisPort));
    }
  }

  /** One that waits for an event would hold the end up until its wait is over. */
  @Test
  void aReaderThatWaitsIsAnsweredWhenTheServiceIsToldToEnd() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var service =
            ServiceProcess.start(
                "--holdfast.events.readers.waiting-max=1",
                "--holdfast.events.readers.wait-max=5m")) {
      // Where the second one was faster, the first one comes again.
      var waiting =
          threads.submit(() -> {
            var answer = service.get("/api/v1/events?after=latest&wait=300");
            while (answer.body().contains("\"code\":\"too-many-readers\"")) {
              answer = service.get("/api/v1/events?after=latest&wait=300");
            }
            return answer;
          });
      await("a second reader is refused: the first one waits")
          .until(() -> {
            var second = service.get("/api/v1/events?after=latest&wait=1");
            return second.statusCode() == 503
                && second.body().contains("\"code\":\"too-many-readers\"")
                && second.headers().firstValue("Retry-After").isPresent();
          });

      service.signal("TERM");

      var answer = waiting.get();
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).startsWith("{\"items\":[],\"next\":\"s-");
      assertThat(service.awaitExit(EXIT_MAX)).isEqualTo(SIGTERM_EXIT);
      assertThat(service.log()).doesNotContain(" WARN ").doesNotContain(" ERROR ");
    }
  }

  private static boolean isListening(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  @Test
  void itEndsWhenItIsToldToWhileItStarts() {
    for (String moment : List.of("Starting HoldfastApplication", "Instances that live")) {
      try (var service = ServiceProcess.begin()) {
        service.awaitLogged(Pattern.compile(moment));
        service.signal("TERM");
        assertThat(service.awaitExit(EXIT_MAX)).as(service.log()).isEqualTo(SIGTERM_EXIT);
        assertThat(service.log()).doesNotContain(" ERROR ");
      }
    }
  }

  /** A connection that a client keeps for its next request. */
  private static final class KeptAlive {
    private static final int ANSWER_MS_MAX = 60_000;
    private static final Pattern CONTENT_LENGTH = Pattern.compile("Content-Length: (\\d+)\r\n");

    private final Socket socket;

    KeptAlive(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(ANSWER_MS_MAX);
    }

    /** Asks for the product, and reads until its answer, or the connection, ends. */
    String ask() throws IOException {
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/products/fast HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      var text = new StringBuilder();
      int read;
      while (!isWhole(text.toString()) && (read = socket.getInputStream().read()) >= 0) {
        text.append((char) read);
      }
      return text.toString();
    }

    private static boolean isWhole(String text) {
      var length = CONTENT_LENGTH.matcher(text);
      int body = text.indexOf("\r\n\r\n") + 4;
      return length.find()
          ? body > 3 && text.length() == body + Integer.parseInt(length.group(1))
          : text.endsWith("\r\n0\r\n\r\n");
    }

    /** Whether the other side has ended it, in order. */
    boolean isEnded() throws IOException {
      return socket.getInputStream().read() < 0;
    }
  }
}
