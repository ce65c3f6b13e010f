package dev.holdfast.load.price;

import dev.holdfast.load.config.PriceOptions;
import dev.holdfast.load.endpoints.Costs;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Parallel;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the jars that are compared: an instance of it, with a Redis of its own. */
final class Side implements AutoCloseable {
  /** Products are drawn, so that some sell more than their share. */
  private static final int UNEVEN = 4;

  private static final Duration QUIET_MAX = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Two ticks of Linux's clock: what a service does without a load. */
  private static final double QUIET_MICROS = 20_000;

  private final String name;
  private final RedisServerProcess redis;
  private final ServiceInstance service;
  private final Costs costs;

  private Side(String name, RedisServerProcess redis, ServiceInstance service) {
    this.name = name;
    this.redis = redis;
    this.service = service;
    this.costs = new Costs(List.of(service.pid()), redis.pid(), null);
  }

  /** Starts a Redis, and an instance on it, without waiting for the instance. */
  static Side start(
      String name,
      int number,
      Path jar,
      List<String> jvmOptions,
      PriceOptions options,
      RunContext context) {
    List<String> settings =
        options.durable()
            ? List.of("--appendonly", "yes", "--appendfsync", "always")
            : List.of("--appendonly", "no");
    RedisServerProcess redis =
        RedisServerProcess.start(
            context.supervisor(), server(options.redisServer()), context.logs(), settings);
    ServiceInstance.Settings all =
        ServiceInstance.Settings.of(jar, RedisLocation.at(redis.address()), context.logs())
            .with(jvmOptions)
            .with(options.with());
    ServiceInstance service =
        ServiceInstance.start(context.supervisor(), all.numbered(number, all.port()));
    return new Side(name, redis, service);
  }

  /** The program of the store. */
  static String server(@Nullable Path given) {
    return given == null
        ? RedisServerProcess.executable()
        : given.toAbsolutePath().normalize().toString();
  }

  /** Waits until it is ready, and gives the products of each case so much stock together. */
  void prepare(List<PriceCase> cases, long units) {
    service.awaitReady();
    for (PriceCase one : cases) {
      long each = one.isRefused() ? 0 : UNEVEN * units / one.skus().size();
      Parallel.map(
          one.skus(),
          sku -> {
            service.client().supply(sku, one.strategy(), each);
            return sku;
          });
    }
  }

  /** Whether this version has what a case asks for. */
  boolean has(PriceCase one) {
    return one.placesOrders() || service.client().acceptsAt(one.path());
  }

  /**
   * Puts a load on it, from one moment of quiet to the next.
   *
   * @param run begins the keys of its requests, and begins those of no other turn
   */
  Turn turn(PriceCase one, int round, String run, int connections, Pace pace, long seed) {
    service.requireAlive();
    redis.requireAlive();
    var requests = new OrderRequests(service.client().target(), one.path(), run, one.skus(), seed);
    Costs own = new Costs(List.of(ProcessHandle.current().pid()), null, null);
    try (var load = new HttpLoad(service.client().target(), connections, requests, one.status())) {
      Map<String, Double> before = costs.read();
      Map<String, Double> ownBefore = own.read();
      HttpLoad.Outcome outcome = load.run(pace);
      Map<String, Double> ownAfter = own.read();
      Map<String, Double> each = Costs.each(before, quiet(), outcome.answers());
      double ownEach =
          Costs.each(ownBefore, ownAfter, outcome.answers()).getOrDefault(Costs.SERVICE_CPU, 0.0);
      return Turn.of(one.option(), name, round, outcome, each, ownEach);
    } catch (LoadTestException e) {
      throw new LoadTestException(name + ", " + one.label() + ": " + e.getMessage(), e);
    }
  }

  /** The bytes that Redis says it uses. */
  long usedMemory() {
    return redis
        .command("INFO memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length()).strip()))
        .findFirst()
        .orElseThrow(() -> new LoadTestException("Redis does not say what memory it uses"));
  }

  /** Waits until nothing goes on any more, within a bound, and tells what was used until then. */
  Map<String, Double> quiet() {
    Deadline deadline = Deadline.in(QUIET_MAX);
    Map<String, Double> last = costs.read();
    while (true) {
      Deadline.sleep(LOOK);
      Map<String, Double> now = costs.read();
      if (sum(now) - sum(last) <= QUIET_MICROS || deadline.isOver()) {
        return now;
      }
      last = now;
    }
  }

  private static double sum(Map<String, Double> costs) {
    return costs.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  String name() {
    return name;
  }

  RedisServerProcess redis() {
    return redis;
  }

  ServiceInstance service() {
    return service;
  }

  @Override
  public void close() {
    service.close();
    redis.close();
  }
}
