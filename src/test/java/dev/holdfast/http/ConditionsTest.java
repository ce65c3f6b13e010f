package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The version of an order as its entity tag, and changes that mean one version. */
class ConditionsTest extends RunningService {
  private static final String LATER = "{\"expiresAt\":\"2999-12-31T23:59:59Z\"}";

  private String sku;
  private String key;
  private String id;

  @BeforeEach
  void placeAnOrder() {
    sku = shop.product("redis-script", 5);
    key = unique("key");
    id = shop.order(key, sku, 3).expect(201).text("id");
  }

  @Test
  void everyAnswerThatCarriesAnOrderHasItsVersionAsItsTag() {
    for (var answer : List.of(shop.order(key, sku, 3), shop.read(id))) {
      assertThat(answer.expect(200).header("ETag")).contains("\"1\"");
    }
    for (String command : List.of("extend", "confirm", "confirm")) {
      var answer = shop.command(id, command, command.equals("extend") ? LATER : "").expect(200);
      assertThat(answer.header("ETag")).contains("\"" + answer.text("version") + "\"");
    }
    String other = shop.order(unique("key"), sku, 1).expect(201).text("id");
    assertThat(shop.cancel(other).header("ETag")).contains("\"2\"");
  }

  static Stream<String> commands() {
    return Stream.of("confirm", "cancel", "extend");
  }

  private Answer command(String name, String... ifMatch) {
    return shop.command(id, name, name.equals("extend") ? LATER : "", ifMatch);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anotherVersionThanIsMeantIsLeftAsItIs(String command) {
    for (String other : List.of("\"2\"", "\"0\", \"2\"", "W/\"1\"", "\"01\"", "\"x\"", "\"\"")) {
      var refused = command(command, other).expectProblem(412, "precondition-failed");
      refused.expectField("If-Match");
      assertThat(refused.json().path("orderVersion").asLong()).isEqualTo(1);
      assertThat(refused.text("orderId")).isEqualTo(id);
    }
    assertThat(shop.read(id).json().path("version").asLong()).isEqualTo(1);
    assertThat(shop.stock(sku).path("reserved").asLong()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "confirm | \"1\"",
        "cancel | \"0\" ,\"1\"",
        "extend | \"a,b\",, W/\"7\", \"1\"",
        "confirm | *"
      })
  void theVersionThatIsMeantIsChanged(String command, String ifMatch) {
    assertThat(command(command, ifMatch).expect(200).json().path("version").asLong()).isEqualTo(2);
  }

  @Test
  void severalLinesOfTheHeaderAreOneList() {
    command("confirm", "\"7\"", "\"1\"").expect(200);
  }

  /** The repeat of a change that succeeded has lost the answer, not the race: RFC 9110, 13.1.1. */
  @ParameterizedTest
  @MethodSource("commands")
  void whatIsDoneAlreadyMayBeRepeatedWithTheVersionThatItWasDoneTo(String command) {
    var done = command(command, "\"1\"").expect(200).json();

    assertThat(command(command, "\"1\"").expect(200).json()).isEqualTo(done);
  }

  /** A condition is looked at only where the request would succeed without it: RFC 9110, 13.2.1. */
  @Test
  void whatIsForbiddenAnywayIsAnsweredAsIfThereWereNoCondition() {
    shop.cancel(id).expect(200);

    command("confirm", "\"1\"").expectProblem(409, "order-state");
    command("extend", "\"1\"").expectProblem(409, "order-state");
    id = "a".repeat(26);
    command("confirm", "\"1\"").expectProblem(404, "order-not-found");
    command("cancel", "*").expectProblem(404, "order-not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"1", "\"1\" \"2\"", "w/\"1\"", "*, \"1\"", ",", "", "\"1\";"})
  void whatIsNoListOfTagsIsRefused(String ifMatch) {
    command("confirm", ifMatch).expectProblem(400, "invalid-request").expectField("If-Match");

    assertThat(shop.read(id).text("status")).isEqualTo("RESERVED");
  }

  @Test
  void whoHasTheOrderAsItIsGetsItNotAgain() {
    String path = "/api/v1/orders/" + id;
    var same = shop.send(shop.request("GET", path).header("If-None-Match", "\"1\""));
    assertThat(same.expect(304).header("ETag")).contains("\"1\"");

    shop.confirm(id).expect(200);

    var changed = shop.send(shop.request("GET", path).header("If-None-Match", "\"1\""));
    assertThat(changed.expect(200).text("status")).isEqualTo("CONFIRMED");
  }
}
