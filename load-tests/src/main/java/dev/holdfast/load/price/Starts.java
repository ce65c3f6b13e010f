package dev.holdfast.load.price;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.endpoints.Costs;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.ExtractedJar;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a jar again and again, extracted as in the image, without and with an ahead-of-time cache
 * that is made as there, until it accepts an order.
 */
final class Starts implements AutoCloseable {
  private static final Duration TRAINING_MAX = Duration.ofMinutes(5);
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final List<Line> ORDER = List.of(new Line("started", 1));
  private static final double MICROS_PER_MILLI = TimeUnit.MILLISECONDS.toMicros(1);
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final String name;
  private final RunContext context;
  private final RedisServerProcess redis;
  private final ServiceInstance.Settings plain;
  private final List<String> cached;
  private int started;

  /** Extracts a jar, makes its cache, and registers what is ordered. */
  Starts(String name, Path jar, List<String> jvmOptions, String server, RunContext context) {
    this.name = name;
    this.context = context;
    this.redis =
        RedisServerProcess.start(
            context.supervisor(), server, context.logs(), List.of("--appendonly", "no"));
    Path folder = context.output().root().resolve("extracted-" + name.replace(' ', '-'));
    ExtractedJar extracted = ExtractedJar.of(context.supervisor(), jar, folder, context.logs());
    this.plain =
        ServiceInstance.Settings.of(
                extracted.jar(), RedisLocation.at(redis.address()), context.logs())
            .with(jvmOptions);
    this.cached = train(extracted);
    try (ServiceInstance first = ServiceInstance.start(context.supervisor(), plain)) {
      first.awaitReady();
      first.client().supply(ORDER.getFirst().sku(), PriceCase.SCRIPT.strategy(), 1_000);
    }
  }

  private List<String> train(ExtractedJar extracted) {
    var settings =
        plain.with(
            List.of(
                extracted.trainingOption(), "-Xlog:aot=error", "-Dspring.context.exit=onRefresh"));
    ServiceInstance trained = ServiceInstance.start(context.supervisor(), settings);
    if (trained.awaitEnd(TRAINING_MAX).isEmpty()) {
      throw new LoadTestException(name + ": the training run did not end");
    }
    return extracted.endTraining(trained);
  }

  /** One start without, and one with the cache. */
  void round(Figures figures) {
    measure(plain, Extra.STARTS.figure(), figures);
    measure(plain.with(cached), Extra.STARTS.figure() + Extra.WITH_CACHE, figures);
  }

  private void measure(ServiceInstance.Settings settings, String figure, Figures figures) {
    started++;
    long start = System.nanoTime();
    try (ServiceInstance instance =
        ServiceInstance.start(
            context.supervisor(), settings.numbered(started, Ports.freeToKeep()))) {
      boolean accepts =
          Deadline.holdsWithin(
              START_MAX,
              LOOK,
              () -> {
                instance.requireAlive();
                return instance.client().order("started-" + started, ORDER)
                    instanceof Outcome.Accepted;
              });
      if (!accepts) {
        throw new LoadTestException(name + " accepted no order:\n" + instance.lastWords());
      }
      figures.add(name, figure, (System.nanoTime() - start) / NANOS_PER_MILLI);
      Costs costs = new Costs(List.of(instance.pid()), null, null);
      double micros = costs.read().getOrDefault(Costs.SERVICE_CPU, 0.0);
      figures.add(name, figure + Extra.CPU, micros / MICROS_PER_MILLI);
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
