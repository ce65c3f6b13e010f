package dev.holdfast.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.HoldfastApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import redis.embedded.RedisExecProvider;

/** Whatever an operator can put right is said in one sentence that names it. */
@ExtendWith(OutputCaptureExtension.class)
class RefusedStartTest {
  private static final int START_SECONDS_MAX = 180;

  /** What is logged begins with its time. */
  private static final Pattern RECORD = Pattern.compile("(?m)^(?=\\d{4}-\\d\\d-\\d\\dT)");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --holdfast.redis.command-timeout=soon   | holdfast.redis.command-timeout cannot be 'soon': it must be a duration, such as 500ms, 2s or PT15M.
          --holdfast.redis.dedicated-max=0        | holdfast.redis.dedicated-max cannot be '0': it must be from 1 to 1000.
          --holdfast.orders.in-progress-maxx=5    | holdfast.orders.in-progress-maxx, which commandLineArgs has, is not a setting: the nearest one is holdfast.orders.in-progress-max.
          --holdfast.products.default-strategy=x  | holdfast.products.default-strategy cannot be 'x': it must be one of unguarded, jvm-mutex,
          --holdfast.orders.in-progress-max=many  | holdfast.orders.in-progress-max cannot be 'many': it must be a whole number.
          --holdfast.lab.enabled=false --holdfast.lab.race-window=5ms | holdfast.lab.race-window cannot be 'PT0.005S': only in lab mode
          --holdfast.lab.enabled=false --holdfast.lab.crash.at=taken | holdfast.lab.crash.at cannot be 'TAKEN': only in lab mode
          --holdfast.lab.enabled=false --holdfast.lab.bare-redisson-lock=true | holdfast.lab.bare-redisson-lock cannot be 'true': only in lab mode
          --holdfast.lab.enabled=false --holdfast.lab.unordered-locks=true | holdfast.lab.unordered-locks cannot be 'true': only in lab mode
          --holdfast.lab.enabled=false --holdfast.products.default-strategy=unguarded | holdfast.products.default-strategy cannot be 'unguarded': unguarded oversells
          --server.address=0.0.0.0                | holdfast.admin-token is not set: without one every client may administer, so the service may listen on loopback only, and server.address is '0.0.0.0'.
          --server.address=::                     | holdfast.admin-token is not set: without one every client may administer, so the service may listen on loopback only, and server.address is '0:0:0:0:0:0:0:0'.
          --server.address=                       | holdfast.admin-token is not set: without one every client may administer, so the service may listen on loopback only, and server.address is not set.
          --holdfast.admin-token=open-sesame      | holdfast.admin-token cannot be used: it must be 16 to 512 visible ASCII characters without spaces.
          --holdfast.admin-token=                 | holdfast.admin-token cannot be used: it must be 16 to 512 visible ASCII characters without spaces.
          --holdfast.embedded-redis.server=/nowhere | holdfast.embedded-redis.server cannot be '/nowhere': it must be auto, bundled or the path of a valkey-server or redis-server that runs here.
          --holdfast.journal.path=/nowhere/orders  | holdfast.journal.path cannot be '/nowhere/orders': its directory does not exist.
          --holdfast.journal.sync=10ms            | holdfast.journal.sync cannot be '10ms': it must be at least holdfast.journal.interval, which is 50ms.
          --holdfast.requests.wait-max=1s --holdfast.journal.sync=2s | holdfast.journal.sync cannot be '2s': it must be at most holdfast.requests.wait-max, which is 1s.
          --holdfast.store=oracle                 | holdfast.store cannot be 'oracle': it must be redis or postgres.
          --spring.datasource.url=jdbc:postgresql://h/d --spring.data.redis.host=h | holdfast.store is not set: both spring.datasource.url and spring.data.redis.* are, so it must say which one is used, redis or postgres.
          --spring.datasource.url=jdbc:mysql://open-sesame@h/d | spring.datasource.url is not valid: it has the form jdbc:postgresql://host:port/database.
          --holdfast.store=postgres --spring.datasource.hikari.maximum-pool-size=5 | spring.datasource.hikari.* has no effect: holdfast.postgres.* bounds the pool and its connections.
          --holdfast.store=postgres --holdfast.lab.crash.at=taken | holdfast.lab.crash.at cannot be 'TAKEN': on PostgreSQL one transaction is one step.
          --holdfast.store=postgres --holdfast.lab.bare-redisson-lock=true | holdfast.lab.bare-redisson-lock cannot be 'true': on PostgreSQL there is none.
          --holdfast.store=postgres --holdfast.postgres.socket-timeout=1s --holdfast.postgres.statement-timeout=1s --holdfast.postgres.lock-timeout=1s | holdfast.postgres.socket-timeout cannot be '1s': it must be longer than holdfast.postgres.statement-timeout, which is 1s.
          --holdfast.postgres.pool-max=8 --holdfast.transactions.takes-max=8 | holdfast.transactions.takes-max cannot be '8': it must be less than holdfast.postgres.pool-max, which is 8.
          --spring.datasource.url=jdbc:postgresql://127.0.0.1:1/d --spring.datasource.password=open-sesame | PostgreSQL cannot be used at 127.0.0.1:1/d (the connection was refused); spring.datasource.* says which PostgreSQL to use.
          --spring.data.redis.url=http://u:open-sesame@h | spring.data.redis.url is not valid:
          """)
  void wrongConfigurationIsNamed(String arguments, String sentence, CapturedOutput output) {
    refused(arguments.split(" "));
    assertOneSentence(output.getAll(), sentence);
    assertThat(output.getAll().replace(arguments, "")).doesNotContain("open-sesame");
  }

  @Test
  void aPortInUseEndsTheProcess() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String output = runToItsEnd("--server.port=" + taken.getLocalPort());
      assertOneSentence(
          output,
          "Port %d is in use already: stop what listens on it, or choose another with server.port"
              .formatted(taken.getLocalPort()));
    }
  }

  @Test
  void thePortOfTheActuatorInUseIsNamed(CapturedOutput output) throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refused("--management.server.port=" + taken.getLocalPort());
      assertOneSentence(
          output.getAll(),
          "Port %d is in use already: stop what listens on it, or choose another with management.server.port"
              .formatted(taken.getLocalPort()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "management.server"})
  void anAddressThatIsNotOfThisMachineIsNamed(String server, CapturedOutput output) {
    refused("--" + server + ".address=192.0.2.1", "--holdfast.admin-token=open-sesame-open-sesame");
    assertOneSentence(
        output.getAll(),
        "The service cannot listen at %1$s.address and %1$s.port".formatted(server));
  }

  @Test
  void aRedisWithoutACommandThatIsNeededIsRefused(@TempDir Path directory, CapturedOutput output)
      throws IOException {
    Path hardened = directory.resolve("redis-server");
    Path config = Files.writeString(directory.resolve("redis.conf"), "rename-command XADD away\n");
    Files.writeString(
        hardened,
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo 'Redis server v=8.0.2'; exit; fi
        exec '%s' '%s' "$@"
        """
            .formatted(RedisExecProvider.defaultProvider().get().getAbsolutePath(), config));
    Files.setPosixFilePermissions(hardened, PosixFilePermissions.fromString("rwxr-xr-x"));
    refused("--holdfast.embedded-redis.server=" + hardened);
    assertOneSentence(
        output.getAll(), "The store does not know XADD, which Holdfast needs under this name.");
  }

  @Test
  void aRedisThatCannotBeReachedEndsTheProcess() throws Exception {
    int nobody;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    String output =
        runToItsEnd(
            "--server.port=0", "--spring.data.redis.url=redis://:open-sesame@127.0.0.1:" + nobody);
    assertOneSentence(
        output, "Redis cannot be reached at 127.0.0.1:" + nobody + " (the connection was refused)");
    assertThat(output).doesNotContain("open-sesame");
  }

  /** Starts the service in this process, which is quicker than one of its own. */
  private static void refused(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--server.port=0");
    assertThatThrownBy(
            () -> SpringApplication.run(HoldfastApplication.class, all.toArray(String[]::new)))
        .isInstanceOf(Exception.class);
  }

  private static void assertOneSentence(String output, String sentence) {
    String told = ofMain(output);
    var problems = told.lines().filter(l -> l.contains(" WARN ") || l.contains(" ERROR ")).toList();
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).contains("Holdfast does not start. " + sentence).endsWith(".");
    assertThat(told).doesNotContain("\tat ").doesNotContain("APPLICATION FAILED");
  }

  /** What the starting thread logs, stacks included: other threads are of tests before this one. */
  private static String ofMain(String output) {
    return RECORD
        .splitAsStream(output)
        .filter(record -> record.lines().anyMatch(line -> line.contains("[           main]")))
        .collect(Collectors.joining());
  }

  /** Runs the service as a process of its own, which must end by itself and not with success. */
  private static String runToItsEnd(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(HoldfastApplication.class.getName());
    command.addAll(List.of(arguments));
    var log = Files.createTempFile("start", ".log");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(START_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isNotZero();
      return Files.readString(log, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }
}
