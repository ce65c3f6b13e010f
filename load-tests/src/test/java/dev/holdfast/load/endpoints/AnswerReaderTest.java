package dev.holdfast.load.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Shortage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerReaderTest {
  private static final String ORDER =
      "{\"id\":\"o1\",\"status\":\"RESERVED\",\"lines\":[{\"sku\":\"A\",\"quantity\":2}]}";

  @Test
  void aNewOrderIsAccepted() {
    assertThat(read(201, false, ORDER))
        .isEqualTo(new Outcome.Accepted("o1", false, List.of(new Line("A", 2))));
  }

  @Test
  void aReplayIsAcceptedAsOne() {
    assertThat(read(200, true, ORDER.replace("RESERVED", "CANCELLED")))
        .isEqualTo(new Outcome.Accepted("o1", true, List.of(new Line("A", 2))));
  }

  @Test
  void aShortageIsAClaimAboutStock() {
    String body =
        "{\"code\":\"insufficient-stock\",\"shortages\":[{\"sku\":\"A\",\"requested\":2,\"available\":1}]}";
    assertThat(read(409, false, body))
        .isEqualTo(new Outcome.SoldOut(List.of(new Shortage("A", 2, 1))));
    assertThat(kind(409, body)).isEqualTo(AnswerKind.SOLD_OUT);
  }

  @ParameterizedTest
  @CsvSource({"409, in-progress", "503, contended", "503, overloaded", "503, store-unavailable"})
  void whoIsToldToComeBackWasToldNothingOfStock(int status, String code) {
    String body = "{\"type\":\"x\",\"code\":\"" + code + "\"}";
    assertThat(read(status, false, body)).isEqualTo(new Outcome.Busy(code));
    assertThat(kind(status, body)).isEqualTo(AnswerKind.BUSY);
  }

  @Test
  void anUnknownOutcomeKeepsItsOrder() {
    String body = "{\"code\":\"outcome-unknown\",\"orderId\":\"o7\"}";
    assertThat(read(504, false, body)).isEqualTo(new Outcome.Unknown("outcome-unknown", "o7"));
    assertThat(kind(504, body)).isEqualTo(AnswerKind.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "500 | {\"code\":\"internal\"}",
        "200 | {\"code\":\"insufficient-stock\"}",
        "422 | {\"code\":\"unknown-sku\"}",
        "409 | {\"code\":\"overbooked\"}",
        "409 | ",
        "503 | <html>bad gateway</html>",
        "504 | {\"code\":\"gateway\"}",
        "404 | {}",
        "302 | {}"
      })
  void everythingElseIsUnexpected(int status, String body) {
    String text = body == null ? "" : body;
    assertThat(read(status, false, text)).isInstanceOf(Outcome.Unexpected.class);
    assertThat(kind(status, text)).isEqualTo(AnswerKind.UNEXPECTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}",
        "not json",
        "{\"id\":\"\",\"status\":\"RESERVED\",\"lines\":[{\"sku\":\"A\",\"quantity\":2}]}",
        "{\"id\":\"o1\",\"status\":\"RESERVED\",\"lines\":[]}",
        "{\"id\":\"o1\",\"status\":\"RESERVED\",\"lines\":[{\"sku\":\"A\",\"quantity\":0}]}",
        "{\"id\":\"o1\",\"status\":\"EXPIRED\",\"lines\":[{\"sku\":\"A\",\"quantity\":2}]}",
        "{\"id\":\"o1\",\"status\":\"MAYBE\",\"lines\":[{\"sku\":\"A\",\"quantity\":2}]}"
      })
  void anAcceptanceThatIsNotOneIsUnexpected(String body) {
    assertThat(read(201, false, body)).isInstanceOf(Outcome.Unexpected.class);
  }

  @Test
  void aReplayThatDoesNotSaySoIsUnexpected() {
    assertThat(read(200, false, ORDER)).isInstanceOf(Outcome.Unexpected.class);
    assertThat(read(201, true, ORDER)).isInstanceOf(Outcome.Unexpected.class);
  }

  private static Outcome read(int status, boolean replayed, String body) {
    return AnswerReader.read(status, replayed, body.getBytes(StandardCharsets.UTF_8));
  }

  private static AnswerKind kind(int status, String body) {
    return AnswerReader.kind(status, body.getBytes(StandardCharsets.UTF_8));
  }
}
