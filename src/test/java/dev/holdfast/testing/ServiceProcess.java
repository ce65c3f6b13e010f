package dev.holdfast.testing;

import static org.awaitility.Awaitility.await;

import dev.holdfast.HoldfastApplication;
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
import java.util.stream.Collectors;

/** The service as a process of its own, as an operator runs it: to end, to kill and to pause. */
public final class ServiceProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(180);

  /** A service may be paused while another one starts. */
  private static final Duration ANSWER_MAX = START_MAX.plusSeconds(30);

  private static final Pattern ADDRESS = Pattern.compile("Holdfast is at http://127.0.0.1:(\\d+),");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path log;
  private final int managementPort;
  private int port;

  private ServiceProcess(Process process, Path log, int managementPort) {
    this.process = process;
    this.log = log;
    this.managementPort = managementPort;
  }

  /** Starts it, and waits until it says that it is there. */
  public static ServiceProcess start(String... arguments) {
    var service = begin(arguments);
    try {
      service.port = Integer.parseInt(service.awaitLogged(ADDRESS));
      return service;
    } catch (RuntimeException | Error e) {
      service.close();
      throw e;
    }
  }

  /** Starts it, and does not wait. Its ports are free ones unless the arguments say otherwise. */
  public static ServiceProcess begin(String... arguments) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(HoldfastApplication.class.getName());
    int managementPort = RedisServerProcess.freePort();
    command.addAll(List.of("--server.port=0", "--management.server.port=" + managementPort));
    // What says whether it is ready, at the port that orders go to.
    command.add("--management.endpoint.health.probes.add-additional-paths=true");
    command.addAll(List.of(arguments));
    try {
      var log = Files.createTempFile("service", ".log");
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new ServiceProcess(process, log, managementPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has logged something, and answers with the first group of it. */
  public String awaitLogged(Pattern pattern) {
    await("the log has " + pattern)
        .atMost(START_MAX)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> pattern.matcher(log()).find() || !process.isAlive());
    var matcher = pattern.matcher(log());
    if (!matcher.find()) {
      throw new IllegalStateException("it ended before it logged " + pattern + ": " + log());
    }
    return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Where it takes orders. */
  public int port() {
    return port;
  }

  /** Sends it a signal, by its name without SIG. */
  public void signal(String name) {
    Signals.send(process, name);
  }

  /** Waits for its end, and answers with its exit code. */
  public int awaitExit(Duration max) {
    try {
      if (!process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("it is still there after " + max + ": " + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks it. */
  public HttpResponse<String> get(String path) throws IOException {
    return send(request(path).GET().build());
  }

  /** Asks it where its operator does. */
  public HttpResponse<String> manage(String path) throws IOException {
    return send(request(managementPort, path).GET().build());
  }

  /** Registers a product with stock, which must succeed. */
  public void stockUp(String sku, String strategy, int units) throws IOException {
    var registered = register(sku, strategy);
    var supplied = adjust(sku, "supply", units);
    if (registered.statusCode() != 201 || supplied.statusCode() != 201) {
      throw new IllegalStateException(registered.body() + supplied.body());
    }
  }

  /** Adjusts the stock of a product. */
  public HttpResponse<String> adjust(String sku, String key, long delta) throws IOException {
    return send(
        request("/api/v1/products/" + sku + "/stock-adjustments")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString("{\"delta\":%d,\"reason\":\"test\"}".formatted(delta)))
            .build());
  }

  /** Registers a product. */
  public HttpResponse<String> register(String sku, String strategy) throws IOException {
    return send(
        request("/api/v1/products/" + sku)
            .header("Content-Type", "application/json")
            .PUT(
                BodyPublishers.ofString(
                    "{\"name\":\"test\",\"strategy\":\"%s\"}".formatted(strategy)))
            .build());
  }

  /** Orders one unit. */
  public HttpResponse<String> order(String key, String sku) throws IOException {
    return order(key, sku, "");
  }

  /**
   * Orders one unit.
   *
   * @param more further members, after a comma
   */
  public HttpResponse<String> order(String key, String sku, String more) throws IOException {
    return order(key, List.of(sku), more);
  }

  /** Orders one unit of each, in this order. */
  public HttpResponse<String> order(String key, List<String> skus) throws IOException {
    return order(key, skus, "");
  }

  private HttpResponse<String> order(String key, List<String> skus, String more)
      throws IOException {
    String lines =
        skus.stream()
            .map("{\"sku\":\"%s\",\"quantity\":1}"::formatted)
            .collect(Collectors.joining(","));
    return send(
        request("/api/v1/orders")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString("{\"lines\":[%s]%s}".formatted(lines, more)))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return request(port, path);
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(ANSWER_MAX);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it at once, if it has not ended, and what it started: a killed one leaves its Redis. */
  @Override
  public void close() {
    http.shutdownNow();
    var children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    awaitExit(Duration.ofSeconds(60));
    try {
      Files.delete(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
