package dev.holdfast.outage;

import dev.holdfast.HoldfastApplication;
import dev.holdfast.api.order.OrderSettings;
import dev.holdfast.redis.stock.RedisClients;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

/** The service on a real socket, with a product for each strategy, and somebody who calls it. */
final class Service implements AutoCloseable {
  private static final AtomicInteger KEYS = new AtomicInteger();
  private static final int CONCURRENCY = 64;
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z-]+)\"");

  private final ConfigurableApplicationContext context;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final String root;

  /** The last answer to each request that changes something. */
  private final Map<Request, Answer> answers = new ConcurrentHashMap<>();

  /** An answer, and how long it took. */
  record Answer(Request request, int status, String code, boolean replayed, Duration time) {
    @Override
    public String toString() {
      return "%s %s: %d %s after %d ms"
          .formatted(request.method(), request.path(), status, code, time.toMillis());
    }
  }

  /** A request. */
  record Request(String method, String path, String key, String body) {
    static Request get(String path) {
      return new Request("GET", path, "", "");
    }

    static Request order(StrategyType strategy) {
      return new Request(
          "POST",
          "/api/v1/orders",
          "order-" + KEYS.incrementAndGet(),
          "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(strategy.id()));
    }

    static Request supply(StrategyType strategy, int units) {
      return new Request(
          "POST",
          "/api/v1/products/" + strategy.id() + "/stock-adjustments",
          "supply-" + KEYS.incrementAndGet(),
          "{\"delta\":%d,\"reason\":\"test\"}".formatted(units));
    }
  }

  private Service(ConfigurableApplicationContext context) {
    this.context = context;
    this.root = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  static Service start(int redisPort, String... more) {
    var arguments = new ArrayList<String>();
    arguments.add("--server.port=0");
    arguments.add("--spring.data.redis.host=127.0.0.1");
    arguments.add("--spring.data.redis.port=" + redisPort);
    arguments.add("--holdfast.placing.claim-hold=2s");
    arguments.addAll(List.of(more));
    return new Service(
        SpringApplication.run(HoldfastApplication.class, arguments.toArray(String[]::new)));
  }

  /** Registers a product of each strategy's name, bound to it, with stock. */
  void stockUp(int units) {
    for (StrategyType strategy : StrategyType.of(StoreKind.REDIS)) {
      var product =
          new Request(
              "PUT",
              "/api/v1/products/" + strategy.id(),
              "",
              "{\"name\":\"test\",\"strategy\":\"%s\"}".formatted(strategy.id()));
      requireSuccess(call(product));
      requireSuccess(call(Request.supply(strategy, units)));
    }
  }

  private static void requireSuccess(Answer answer) {
    if (answer.status() >= 300) {
      throw new IllegalStateException(answer.toString());
    }
  }

  Answer call(Request request) {
    var builder =
        HttpRequest.newBuilder(URI.create(root + request.path())).timeout(Duration.ofSeconds(30));
    if (!request.key().isEmpty()) {
      builder.header("Idempotency-Key", request.key());
    }
    if (request.body().isEmpty()) {
      builder.method(request.method(), BodyPublishers.noBody());
    } else {
      builder
          .header("Content-Type", "application/json")
          .method(request.method(), BodyPublishers.ofString(request.body()));
    }
    try {
      long start = System.nanoTime();
      var response = http.send(builder.build(), BodyHandlers.ofString());
      var time = Duration.ofNanos(System.nanoTime() - start);
      var answer =
          new Answer(
              request,
              response.statusCode(),
              response.statusCode() < 400 ? "" : code(response.body()),
              response.headers().firstValue("Idempotency-Replayed").isPresent(),
              time);
      if (!request.key().isEmpty()) {
        answers.put(request, answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(request.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String code(String problem) {
    var matcher = CODE.matcher(problem);
    return matcher.find() ? matcher.group(1) : problem;
  }

  /** The body of an answer that is a success. */
  String read(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(root + path)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Calls them all, so many at a time. */
  List<Answer> callAll(List<Request> requests) {
    var turns = new Semaphore(CONCURRENCY);
    try (var threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("caller").factory())) {
      var calls = new ArrayList<Callable<Answer>>();
      for (Request request : requests) {
        calls.add(() -> {
          turns.acquire();
          try {
            return call(request);
          } finally {
            turns.release();
          }
        });
      }
      var answers = new ArrayList<Answer>();
      for (var future : threads.invokeAll(calls)) {
        answers.add(future.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Requests under a key whose last answer was no success, in this or that way. */
  List<Request> unsettled() {
    return answers.values().stream()
        .filter(answer -> answer.status() >= 300)
        .map(Answer::request)
        .toList();
  }

  /** How many different requests with this path, and a body with this text, were made. */
  long count(String path, String text) {
    return answers.keySet().stream()
        .filter(request -> request.path().equals(path) && request.body().contains(text))
        .count();
  }

  /** Orders in progress: the permits that are not back. */
  int ordersInProgress() {
    Object orders = context.getBean("orderService");
    var permits =
        (Semaphore) Objects.requireNonNull(ReflectionTestUtils.getField(orders, "permits"));
    int max = context.getBean(OrderSettings.class).inProgressMax();
    return max - permits.availablePermits();
  }

  /** Dedicated connections that are lent. */
  int connectionsLent() {
    var watched = context.getBean(RedisClients.class).watched();
    var pool =
        (GenericObjectPool<?>)
            Objects.requireNonNull(ReflectionTestUtils.getField(watched, "pool"));
    return pool.getNumActive();
  }

  @Override
  public void close() {
    http.close();
    context.close();
  }
}
