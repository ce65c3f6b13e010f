package dev.holdfast.load.restart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An instance that answers what it was told to, and remembers what it was sent. */
final class ScriptedHoldfast implements AutoCloseable {
  /** One answer; status 0 hangs up instead. */
  record Answer(int status, String body, boolean replayed) {}

  /** One request other than for readiness. */
  record Asked(String path, String key, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile boolean ready = true;

  ScriptedHoldfast() {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void ready(boolean ready) {
    this.ready = ready;
  }

  /** Says what is answered next; without a script every order is accepted. */
  ScriptedHoldfast then(Answer... answers) {
    script.addAll(List.of(answers));
    return this;
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  static Answer accepted(String id) {
    return new Answer(201, order(id, "RESERVED"), false);
  }

  static Answer replayed(String id) {
    return new Answer(200, order(id, "RESERVED"), true);
  }

  static Answer cancelled(String id) {
    return new Answer(200, order(id, "CANCELLED"), false);
  }

  static Answer problem(int status, String code) {
    return new Answer(status, "{\"code\":\"" + code + "\"}", false);
  }

  static Answer hangsUp() {
    return new Answer(0, "", false);
  }

  private static String order(String id, String status) {
    return "{\"id\":\"%s\",\"status\":\"%s\",\"lines\":[{\"sku\":\"p\",\"quantity\":1}]}"
        .formatted(id, status);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/readyz")) {
      send(exchange, new Answer(ready ? 200 : 503, "{}", false));
      return;
    }
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    asked.add(new Asked(path, key, body));
    Answer answer = script.poll();
    send(exchange, answer == null ? accepted("o" + asked.size()) : answer);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.status() == 0) {
      exchange.close();
      return;
    }
    if (answer.replayed()) {
      exchange.getResponseHeaders().set("Idempotency-Replayed", "true");
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
