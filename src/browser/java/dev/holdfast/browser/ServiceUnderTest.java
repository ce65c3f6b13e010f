package dev.holdfast.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The packaged service as a process of its own, on loopback and on a port that stays its own when
 * it starts again. It ends with this JVM at the latest.
 */
final class ServiceUnderTest implements AutoCloseable {
  private static final Path JAR =
      Path.of(System.getProperty("holdfast.browser.jar", "target/holdfast.jar"));
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  /** Longer than the service's own bounds on its end. */
  private static final Duration STOP_MAX = Duration.ofSeconds(30);

  private static final Pattern ADDRESS =
      Pattern.compile("Holdfast is at (http://127\\.0\\.0\\.1:(\\d+))");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> arguments;
  private final Path log;
  private int port;
  private Process process;
  private long startedAtNanos;

  private ServiceUnderTest(List<String> arguments) {
    this.arguments = arguments;
    try {
      log = Files.createTempFile("service", ".log");
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
  }

  /** Starts it on a free port and waits until it says where it is. */
  static ServiceUnderTest start(List<String> arguments) {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(JAR.toAbsolutePath() + " is missing: package it first");
    }
    var service = new ServiceUnderTest(List.copyOf(arguments));
    try {
      service.awaitStarted();
      return service;
    } catch (RuntimeException | Error e) {
      service.close();
      throw e;
    }
  }

  private Process launch() throws IOException {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-jar", JAR.toString(), "--server.port=" + port));
    command.add("--management.server.port=0");
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private void awaitStarted() {
    await("the service starts")
        .atMost(START_MAX)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> ADDRESS.matcher(log()).find() || !process.isAlive());
    startedAtNanos = System.nanoTime();
    var address = ADDRESS.matcher(log());
    if (!address.find()) {
      throw new IllegalStateException("it ended before it had started: " + log());
    }
    port = Integer.parseInt(address.group(2));
  }

  /**
   * Asks it to end, and waits for that, and until none of the processes that it started is left.
   */
  void stop() {
    var children = process.descendants().toList();
    end();
    await("what it started has ended")
        .atMost(STOP_MAX)
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** Starts it again at the same address after {@link #stop}. */
  void startAgain() {
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitStarted();
  }

  /** Since it said that it had started. */
  Duration up() {
    return Duration.ofNanos(System.nanoTime() - startedAtNanos);
  }

  /** Where it is, without a slash at the end. */
  String address() {
    return "http://127.0.0.1:" + port;
  }

  /** Asks it for JSON, which it must answer with 200. */
  JsonNode get(String path) {
    return answered(send(request(path).GET().build()));
  }

  /** Posts JSON, which it must answer with a status below 300. */
  JsonNode post(String path, String body) {
    return answered(send(request(path).POST(BodyPublishers.ofString(body)).build()));
  }

  /** Registers a product and supplies it. */
  void stockUp(String sku, String strategy, int units) {
    answered(
        send(
            request("/api/v1/products/" + sku)
                .PUT(
                    BodyPublishers.ofString(
                        "{\"name\":\"Product %s\",\"strategy\":\"%s\"}".formatted(sku, strategy)))
                .build()));
    answered(
        send(
            request("/api/v1/products/" + sku + "/stock-adjustments")
                .header("Idempotency-Key", "supply-" + sku)
                .POST(
                    BodyPublishers.ofString("{\"delta\":%d,\"reason\":\"test\"}".formatted(units)))
                .build()));
  }

  /** Orders units of one product under a key. */
  JsonNode order(String key, String sku, int quantity) {
    return answered(
        send(
            request("/api/v1/orders")
                .header("Idempotency-Key", key)
                .POST(
                    BodyPublishers.ofString(
                        "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}],\"customerId\":\"c-%s\",\"reference\":\"r-%s\"}"
                            .formatted(sku, quantity, key, key)))
                .build()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path))
        .timeout(ANSWER_MAX)
        .header("Content-Type", "application/json");
  }

  private static JsonNode answered(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    end();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks first: a service that is killed leaves its embedded store. */
  private void end() {
    var children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
