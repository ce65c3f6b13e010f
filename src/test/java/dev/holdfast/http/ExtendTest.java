package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Keeping an order reserved for longer. */
class ExtendTest extends RunningService {
  private JsonNode order;
  private String id;

  @BeforeEach
  void placeAnOrder() {
    order = shop.order(unique("key"), shop.product("redis-script", 5), 1).expect(201).json();
    id = order.path("id").asString();
  }

  private Instant expiresAt() {
    return Instant.parse(order.path("expiresAt").asString());
  }

  /** With milliseconds, so that it is written as the answers write it. */
  private Instant later() {
    return expiresAt().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofMinutes(5)).plusMillis(123);
  }

  @Test
  void anOrderIsExtendedUntilATimeAndTheSameAgainChangesNothing() {
    String later = later().toString();

    var extended = shop.extend(id, later).expect(200);
    var again = shop.extend(id, later).expect(200);

    assertThat(extended.text("expiresAt")).isEqualTo(later);
    assertThat(extended.json().path("version").asLong()).isEqualTo(2);
    assertThat(extended.header("ETag")).contains("\"2\"");
    assertThat(again.json()).isEqualTo(extended.json());
    assertThat(shop.read(id).json()).isEqualTo(extended.json());
  }

  @Test
  void anEarlierTimeThanItHasShortensNothing() {
    String earlier = expiresAt().minus(Duration.ofMinutes(5)).toString();

    assertThat(shop.extend(id, earlier).expect(200).json()).isEqualTo(order);
  }

  @Test
  void theLongestReservationCutsWhatIsAskedFor() {
    var created = Instant.parse(order.path("createdAt").asString());

    var extended = shop.extend(id, "2999-12-31T23:59:59Z").expect(200);

    assertThat(Instant.parse(extended.text("expiresAt")))
        .isEqualTo(created.plus(Duration.ofHours(24)));
  }

  @Test
  void aTimeMayHaveAnOffsetAndAnyFractionOfASecond() {
    var later = later();
    String there = later.atOffset(ZoneOffset.ofHours(2)).toString();
    String finer = later.toString().replace("Z", "000999z").toLowerCase(Locale.ROOT);

    for (String time : new String[] {there, finer}) {
      assertThat(Instant.parse(shop.extend(id, time).expect(200).text("expiresAt")))
          .isEqualTo(later);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"expiresAt\":null}",
        "{\"expiresAt\":\"\"}",
        "{\"expiresAt\":\"soon\"}",
        "{\"expiresAt\":\"PT10M\"}",
        "{\"expiresAt\":1764064800}",
        "{\"expiresAt\":\"2999-12-31\"}",
        "{\"expiresAt\":\"2999-12-31T23:59\"}",
        "{\"expiresAt\":\"2999-12-31T23:59Z\"}",
        "{\"expiresAt\":\"2999-12-31T23:59:59\"}",
        "{\"expiresAt\":\"2999-12-31 23:59:59Z\"}",
        "{\"expiresAt\":\"2999-12-31T24:00:00Z\"}",
        "{\"expiresAt\":\"2999-02-30T00:00:00Z\"}",
        "{\"expiresAt\":\"2999-12-31T23:59:59+0200\"}",
        "{\"expiresAt\":\"+12999-12-31T23:59:59Z\"}",
        "{\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
        "{\"expiresAt\":\"0000-01-01T00:00:00Z\"}"
      })
  void whatIsNoTimeOrNotLaterThanNowIsRefused(String body) {
    shop.command(id, "extend", body).expectProblem(400, "invalid-request").expectField("expiresAt");

    assertThat(shop.read(id).json()).isEqualTo(order);
  }

  @Test
  void anOrderThatEndedCannotBeExtended() {
    shop.confirm(id).expect(200);

    var refused = shop.extend(id, later().toString()).expectProblem(409, "order-state");

    assertThat(refused.text("orderStatus")).isEqualTo("CONFIRMED");
    shop.extend("a".repeat(26), "2999-12-31T23:59:59Z").expectProblem(404, "order-not-found");
  }
}
