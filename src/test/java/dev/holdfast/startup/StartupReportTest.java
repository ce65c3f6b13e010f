package dev.holdfast.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.HoldfastApplication;
import dev.holdfast.testing.RedisServerProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The last lines of a start. */
@ExtendWith(OutputCaptureExtension.class)
class StartupReportTest {
  @Test
  void endsWithThreeLinesThatSayWhereThingsAre(CapturedOutput output) {
    String port;
    List<String> lines;
    try (var context =
        SpringApplication.run(
            HoldfastApplication.class,
            "--server.port=0",
            "--holdfast.embedded-redis.server=bundled")) {
      port = context.getEnvironment().getRequiredProperty("local.server.port");
      lines = ofThisService(output);
    }
    var last = lines.subList(lines.size() - 3, lines.size());
    assertThat(last.get(0))
        .contains("Holdfast is at http://127.0.0.1:" + port + ",")
        .contains("Swagger UI at http://127.0.0.1:" + port + "/swagger-ui.html")
        .contains("loopback only");
    assertThat(last.get(1))
        .contains("Redis: an embedded redis-server 7.0.15 (bundled) at 127.0.0.1:")
        .contains("in memory only");
    assertThat(last.get(2)).contains("Default strategy: redis-script").contains("lab mode is on");
    assertThat(last.get(2))
        .endsWith("administration is open to every client that reaches the service");
    assertThat(ofThisService(output))
        .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
  }

  /**
   * The lines that begin a record of the log. What the garbage collector finds, and what a closed
   * client reports of its event loop, is of tests before this one.
   */
  private static List<String> ofThisService(CapturedOutput output) {
    return output
        .getOut()
        .lines()
        .filter(line -> line.matches("\\d{4}-.*"))
        .filter(line -> !line.contains("[      Finalizer]") && !line.contains("rejectedExecution"))
        .toList();
  }

  @Test
  void warnsOfARedisThatEvictsAndNeverTellsItsPassword(CapturedOutput output) {
    try (var redis = RedisServerProcess.start()) {
      configure(redis, "maxmemory-policy", "allkeys-lru");
      configure(redis, "requirepass", "open-sesame");
      String url = "redis://:open-sesame@127.0.0.1:" + redis.port();
      SpringApplication.run(
              HoldfastApplication.class,
              "--server.port=0",
              "--spring.data.redis.url=" + url,
              "--holdfast.lab.enabled=false",
              "--holdfast.products.default-strategy=redis-cas")
          .close();
      var lines = output.getOut().lines().filter(line -> line.contains("StartupReport")).toList();
      assertThat(lines).hasSize(4);
      assertThat(lines.get(0)).contains(" WARN ").contains("maxmemory-policy allkeys-lru");
      assertThat(lines.get(2))
          .contains("Redis: Redis 7.0.15 at 127.0.0.1:" + redis.port())
          .contains("in memory only");
      assertThat(lines.get(3)).contains("Default strategy: redis-cas; lab mode is off");
      assertThat(output.getAll()).doesNotContain("open-sesame");
    }
  }

  private static void configure(RedisServerProcess redis, String name, String value) {
    try (var client = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));
        var connection = client.connect()) {
      connection.sync().configSet(name, value);
    }
  }
}
