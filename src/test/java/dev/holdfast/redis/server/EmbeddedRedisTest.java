package dev.holdfast.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.embedded.exceptions.EmbeddedRedisException;

/** The redis-server that the service starts ends with it, whatever state it is in. */
class EmbeddedRedisTest {
  @Test
  void itAnswersUntilItIsClosed() {
    var redis = EmbeddedRedis.start();
    var process = process(redis);
    assertThat(process.isAlive()).isTrue();

    redis.close();
    assertThat(process.isAlive()).isFalse();
    redis.close();
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void oneThatDoesNotEndWhenAskedToIsKilled() throws Exception {
    var redis = EmbeddedRedis.start();
    var process = process(redis);
    var kill = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start();
    assertThat(kill.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
    try {
      long start = System.nanoTime();
      redis.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(EmbeddedRedis.STOP_MAX);
      await("it is gone").until(() -> !process.isAlive());
    } finally {
      process.destroyForcibly();
    }
  }

  /** A blocked read of a pipe holds its carrier; two servers would hold those of two processors. */
  @Test
  void noVirtualThreadWaitsForItsLog() {
    var redis = EmbeddedRedis.start();
    try {
      // Only threads of the platform are listed.
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .contains("embedded-redis-log-" + redis.port());
    } finally {
      redis.close();
    }
  }

  @Test
  void oneThatCannotStartSaysWhy() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedRedis.start(taken.getLocalPort()))
          .isInstanceOf(EmbeddedRedisException.class)
          .hasStackTraceContaining("Failed listening");
    }
  }

  @Test
  void itEndsWithTheProcessThatStartedIt_howeverThatEnds() throws Exception {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), Starter.class.getName()));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    ProcessHandle server;
    List<ProcessHandle> guards;
    try (var lines = process.inputReader()) {
      server = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
      guards = server.descendants().toList();
    } finally {
      process.destroyForcibly();
    }
    try {
      await("the server and its guard are gone")
          .atMost(Duration.ofSeconds(30))
          .until(() -> !server.isAlive() && guards.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(guards).hasSize(1);
    } finally {
      server.destroyForcibly();
      guards.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void noGuardOutlivesIt() {
    var closed = EmbeddedRedis.start();
    var killed = EmbeddedRedis.start();
    try {
      var guards =
          Stream.of(closed, killed).flatMap(redis -> process(redis).descendants()).toList();
      assertThat(guards).hasSize(2);
      closed.close();
      process(killed).destroyForcibly();
      await("the guards are gone").until(() -> guards.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      closed.close();
      killed.close();
    }
  }

  private static ProcessHandle process(EmbeddedRedis redis) {
    try (var client = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));
        var connection = client.connect()) {
      String pid =
          connection
              .sync()
              .info("server")
              .lines()
              .filter(line -> line.startsWith("process_id:"))
              .findFirst()
              .orElseThrow();
      return ProcessHandle.of(Long.parseLong(pid.substring(pid.indexOf(':') + 1))).orElseThrow();
    }
  }

  /** Starts one, says which process it is, and waits for ever. */
  static final class Starter {
    public static void main(String[] args) throws InterruptedException {
      System.out.println(process(EmbeddedRedis.startUntilClosed("bundled", null)).pid());
      Thread.currentThread().join();
    }
  }
}
