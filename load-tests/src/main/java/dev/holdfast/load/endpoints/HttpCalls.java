package dev.holdfast.load.endpoints;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Sends requests to instances, each once. */
final class HttpCalls {
  private final HttpClient http;
  private final Duration answerMax;
  private final Optional<String> authorization;

  /** {@code authorization} is that header's value, where requests have one. */
  HttpCalls(Duration connectMax, Duration answerMax, Optional<String> authorization) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectMax)
            .build();
    this.answerMax = answerMax;
    this.authorization = authorization;
  }

  /** A request to an instance, to be completed with a method. */
  HttpRequest.Builder to(URI instance, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(instance + path))
            .timeout(answerMax)
            .header("Content-Type", "application/json");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  /** A request with an idempotency key and a body. */
  HttpRequest.Builder post(URI instance, String path, String key, String body) {
    return to(instance, path).header("Idempotency-Key", key).POST(json(body));
  }

  static HttpRequest.BodyPublisher json(String body) {
    return HttpRequest.BodyPublishers.ofString(body);
  }

  /**
   * Sends it.
   *
   * @throws HoldfastUnreachableException when no answer comes in time
   */
  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    try {
      return http.send(built, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new HoldfastUnreachableException(instanceAt(built.uri()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HoldfastUnreachableException(instanceAt(built.uri()), e);
    }
  }

  private static URI instanceAt(URI request) {
    return URI.create(request.getScheme() + "://" + request.getAuthority());
  }
}
