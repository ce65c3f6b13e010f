package dev.holdfast.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.HoldfastApplication;
import dev.holdfast.strategy.Strategies;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisServerProcess;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/** The service announces itself in time, and says what it knows. */
@ExtendWith(OutputCaptureExtension.class)
class AnnouncementTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<ConfigurableApplicationContext> services = new ArrayList<>();
  private final RedisServerProcess redis = RedisServerProcess.start();

  @AfterEach
  void stop() {
    services.forEach(ConfigurableApplicationContext::close);
    redis.close();
  }

  /** With a lease that is renewed three times a second. */
  private ConfigurableApplicationContext start() {
    return start(
        new SpringApplication(HoldfastApplication.class),
        "--holdfast.instance.lease=1s",
        "--holdfast.instance.margin=200ms");
  }

  private ConfigurableApplicationContext start(SpringApplication application, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + redis.port(),
                "--holdfast.lab.enabled=false"));
    arguments.addAll(List.of(more));
    var service = application.run(arguments.toArray(String[]::new));
    services.add(service);
    return service;
  }

  private static double live(ConfigurableApplicationContext service) {
    return service.getBean(MeterRegistry.class).get("holdfast.instances").gauge().value();
  }

  /** A renewal that comes late ends its term, and the next one begins another. */
  private static void awaitLive(ConfigurableApplicationContext service, int count) {
    await()
        .atMost(LONG)
        .until(() -> live(service) == count && mayUseMutex(service) == (count == 1));
  }

  private static boolean mayUseMutex(ConfigurableApplicationContext service) {
    return service.getBean(Strategies.class).whyNotAllowed(StrategyType.JVM_MUTEX).isEmpty();
  }

  @Test
  void itIsAnnouncedBeforeItListens() {
    var known = new ArrayList<PeerStatus>();
    var application = new SpringApplication(HoldfastApplication.class);
    application.addListeners(
        (ApplicationListener<WebServerInitializedEvent>)
            event ->
                known.add(
                    event.getApplicationContext().getBean(InstanceRegistry.class).peerStatus()));
    start(application, "--holdfast.products.default-strategy=jvm-mutex");
    assertThat(known.getFirst()).isInstanceOf(PeerStatus.Sole.class);
  }

  @Test
  void itCountsOthersUntilTheyLeave(CapturedOutput output) {
    var first = start();
    awaitLive(first, 1);

    var second = start();
    awaitLive(second, 2);
    awaitLive(first, 2);

    second.close();
    awaitLive(first, 1);
    assertThat(output.getOut().lines().filter(l -> l.contains("Instances that live"))).hasSize(4);
  }

  @Test
  void whileRedisIsGoneItKnowsNothingAndSaysSoOnce(CapturedOutput output) {
    var service = start();
    redis.kill();
    await().atMost(LONG).until(() -> Double.isNaN(live(service)) && !mayUseMutex(service));

    redis.startAgain();

    awaitLive(service, 1);
    assertThat(output.getOut().lines())
        .filteredOn(line -> line.contains("InstanceHeartbeat"))
        .satisfiesExactly(
            failed -> assertThat(failed).contains(" WARN ").contains("could not be renewed"),
            renewed -> assertThat(renewed).contains(" INFO ").contains("renewed again"));
  }
}
