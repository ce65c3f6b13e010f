package dev.holdfast.documents;

import dev.holdfast.HoldfastApplication;
import dev.holdfast.redis.server.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as a reader of a document starts it: on a Redis that it brings along. */
final class LiveService implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ConfigurableApplicationContext context;

  private LiveService(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static LiveService start(String... arguments) {
    return new LiveService(
        SpringApplication.run(
            HoldfastApplication.class,
            Stream.concat(
                    Stream.of("--server.port=0", "--management.server.port=0"),
                    Stream.of(arguments))
                .toArray(String[]::new)));
  }

  int redisPort() {
    return context.getBean(EmbeddedRedis.class).port();
  }

  Answer send(Request request) {
    String port = context.getEnvironment().getProperty("local.server.port");
    var builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + request.target()))
            .timeout(ANSWER_WITHIN)
            .method(
                request.method(),
                request.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(request.body()));
    request
        .headers()
        .forEach(header -> {
          int colon = header.indexOf(": ");
          builder.header(header.substring(0, colon), header.substring(colon + 2));
        });
    try {
      var answer = http.send(builder.build(), BodyHandlers.ofString());
      var headers = new LinkedHashMap<String, String>();
      answer
          .headers()
          .map()
          .forEach((name, values) ->
              headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
      return new Answer(answer.statusCode(), headers, answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits as a document says, and a moment more, so that what it waits for has come. */
  static void sleep(String seconds) {
    long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(seconds)).toNanos();
    end += Duration.ofMillis(50).toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    context.close();
  }
}
