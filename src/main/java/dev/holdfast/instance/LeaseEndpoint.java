package dev.holdfast.instance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Reports to other instances when this one last renewed its lease, and asks them the same. */
@Endpoint(id = "lease")
public final class LeaseEndpoint {
  private static final Pattern ANSWER =
      Pattern.compile("\\{\"id\":\"([0-9a-f-]{36})\",\"renewedMillisAgo\":(\\d{1,18})}");

  private final InstanceRegistry instances;
  private final Duration timeout;
  private final HttpClient http;

  /**
   * The response.
   *
   * @param id which instance it is: at its address there may be another by now
   * @param renewedMillisAgo null when it has not renewed any
   */
  record Lease(String id, @Nullable Long renewedMillisAgo) {}

  public LeaseEndpoint(InstanceRegistry instances, Duration timeout) {
    this.instances = instances;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder().connectTimeout(timeout).proxy(HttpClient.Builder.NO_PROXY).build();
  }

  @ReadOperation
  Lease lease() {
    return new Lease(instances.id(), instances.renewedAgo().map(Duration::toMillis).orElse(null));
  }

  /** When another renewed its lease; empty when it does not answer in time, or not as itself. */
  public Optional<Duration> renewedAgo(Peer peer) {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + peer.address() + "/actuator/lease"))
            .timeout(timeout)
            .build();
    try {
      // The request's own limit ends with the head of the answer.
      String answer =
          http.sendAsync(request, BodyHandlers.ofString())
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .body();
      var matcher = ANSWER.matcher(answer);
      return matcher.matches() && matcher.group(1).equals(peer.id())
          ? Optional.of(Duration.ofMillis(Long.parseLong(matcher.group(2))))
          : Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
