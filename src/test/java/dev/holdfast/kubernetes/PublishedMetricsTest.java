package dev.holdfast.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testing.RedisUnderTest;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What the alerts and the dashboard look at is what a service publishes. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "management.prometheus.metrics.export.enabled=true")
@DirtiesContext
class PublishedMetricsTest {
  private static final Pattern SERIES = Pattern.compile("(?m)^[a-zA-Z_:][\\w:]*");

  @Autowired PrometheusMeterRegistry meters;
  @LocalServerPort int port;

  @DynamicPropertySource
  static void redis(DynamicPropertyRegistry properties) {
    properties.add("spring.data.redis.host", () -> RedisUnderTest.shared().host());
    properties.add("spring.data.redis.port", () -> RedisUnderTest.shared().port());
  }

  @Test
  void areThereFromTheStart() {
    assertThat(published()).containsAll(Metrics.OF_HOLDFAST);
  }

  @Test
  void areThereAfterTheFirstRequestAndTheFirstCollection() throws Exception {
    request();
    System.gc();
    await().untilAsserted(() -> assertThat(published()).containsAll(Metrics.LATER));
  }

  private void request() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/strategies"))
              .build(),
          HttpResponse.BodyHandlers.discarding());
    }
  }

  private Set<String> published() {
    return SERIES
        .matcher(meters.scrape())
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }
}
