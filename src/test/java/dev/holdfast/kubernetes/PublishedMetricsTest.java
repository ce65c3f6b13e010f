package dev.holdfast.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testing.RedisUnderTest;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What the alerts look at is what a service that has just started publishes. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "management.prometheus.metrics.export.enabled=true")
@DirtiesContext
class AlertMetricsTest {
  private static final Pattern SERIES = Pattern.compile("(?m)^[a-zA-Z_:][\\w:]*");

  @Autowired PrometheusMeterRegistry meters;

  @DynamicPropertySource
  static void redis(DynamicPropertyRegistry properties) {
    properties.add("spring.data.redis.host", () -> RedisUnderTest.shared().host());
    properties.add("spring.data.redis.port", () -> RedisUnderTest.shared().port());
  }

  @Test
  void arePublishedFromTheStart() {
    Set<String> published =
        SERIES
            .matcher(meters.scrape())
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    assertThat(published).containsAll(AlertRules.OF_HOLDFAST);
  }
}
