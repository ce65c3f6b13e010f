package dev.holdfast.outage;

import static org.awaitility.Awaitility.await;

import dev.holdfast.HoldfastApplication;
import dev.holdfast.api.order.OrderSettings;
import dev.holdfast.instance.InstanceRegistry;
import dev.holdfast.redis.stock.RedisClients;
import dev.holdfast.redis.topology.MasterView;
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
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  static final String MANAGEMENT_PORT = "--management.server.port=";
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

  /**
   * An answer.
   *
   * @param time how long it took
   * @param aside how long a request that needs no Redis took at most in the same time
   */
  record Answer(
      Request request, int status, String code, boolean replayed, Duration time, Duration aside) {
    Answer besides(Duration longest) {
      return new Answer(request, status, code, replayed, time, longest);
    }

    @Override
    public String toString() {
      return "%s %s: %d %s after %d ms (%d ms)"
          .formatted(
              request.method(), request.path(), status, code, time.toMillis(), aside.toMillis());
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
    // The bounds that customers meet, and not those of the tests' own configuration.
    arguments.add("--spring.config.location=classpath:/application.yaml");
    arguments.addAll(List.of(more));
    if (arguments.stream().noneMatch(argument -> argument.startsWith(MANAGEMENT_PORT))) {
      arguments.add(MANAGEMENT_PORT + 0);
    }
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
      untilDone(product);
      untilDone(Request.supply(strategy, units));
    }
  }

  /** Repeats a request, as a client does, until it is answered that it has happened. */
  private void untilDone(Request request) {
    await(request.toString())
        .pollDelay(Duration.ZERO)
        .atMost(PATIENCE)
        .until(() -> call(request), answer -> answer.status() < 300);
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
              time,
              Duration.ZERO);
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

  /** Until its last renewal saw another instance. */
  void awaitPeer() {
    var instances = context.getBean(InstanceRegistry.class);
    await("another instance is seen").atMost(PATIENCE).until(() -> !instances.peers().isEmpty());
  }

  /**
   * Waits until the service has noticed that its shared connection, over which every order is
   * claimed, is lost. What is sent before that may have been carried out.
   */
  void awaitConnectionLost(Runnable cutting) {
    var view = context.getBean(MasterView.class);
    long number = view.current().number();
    cutting.run();
    await("the service has noticed").atMost(PATIENCE).until(() -> view.current().number() > number);
  }

  /** Calls them all, so many at a time, and beside them what needs no Redis. */
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
      var going = new AtomicBoolean(true);
      var aside = threads.submit(() -> longestAside(going));
      var answers = new ArrayList<Answer>();
      List<Future<Answer>> done;
      try {
        done = threads.invokeAll(calls);
      } finally {
        going.set(false);
      }
      for (var future : done) {
        answers.add(future.get().besides(aside.get()));
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Asks one after the other whether the service is alive, which needs no Redis. */
  private Duration longestAside(AtomicBoolean going) {
    Duration longest = Duration.ZERO;
    while (going.get()) {
      Duration time = call(Request.get("/livez")).time();
      longest = time.compareTo(longest) > 0 ? time : longest;
    }
    return longest;
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
