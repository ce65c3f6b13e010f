package dev.holdfast.api.order.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.json.JsonMappers;
import dev.holdfast.api.order.OrderRequest;
import dev.holdfast.api.order.OrderView;
import dev.holdfast.order.OrderStatus;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The plain form of orders is read and written as the JSON library reads and writes it. */
class PlainOrderTest {
  private static final int ORDERS = 30_000;
  private static final JsonMapper JSON = JsonMappers.strict();
  private static final Validator VALIDATOR =
      Validation.buildDefaultValidatorFactory().getValidator();

  /** What changes a text into one of another meaning, or of none. */
  private static final List<String> PIECES =
      List.of(
          "\"",
          "\\",
          "\\u0041",
          "\\n",
          ",",
          ":",
          "{",
          "}",
          "[",
          "]",
          " ",
          "\t",
          "\n",
          "0",
          "1",
          "-",
          ".0",
          "e0",
          "1e0",
          "null",
          "true",
          "false",
          "tru",
          "\u0000",
          "\u001f",
          "\u007f",
          "\u00e9",
          "\ufeff",
          "\ud83d\ude00",
          "\"sku\":\"b\",",
          ",\"quantity\":3",
          "\"lines\":[],",
          "\"confirm\":false,",
          "\"reference\":\"r\",",
          "\"customerId\":\"c d\",",
          "\"more\":1,",
          "\"reservationTime\":\"PT1\",",
          "\"waitForStock\":\"PT2S\",",
          "//",
          "'",
          "10000000");

  private static final List<String> PLAIN =
      List.of(
          "{\"lines\":[{\"sku\":\"ticket-1\",\"quantity\":1}]}",
          " { \"lines\" : [ { \"quantity\" : 1000000 , \"sku\" : \"A\" } ] } \r\n",
          "{\"reference\":\"\",\"lines\":[{\"sku\":\"a\",\"quantity\":10},"
              + "{\"sku\":\"a\",\"quantity\":20}]}",
          "{\"lines\":[{\"sku\":\"a\",\"quantity\":2}],\"reference\":\"cart 4711 ~\","
              + "\"customerId\":\"c-20817\",\"reservationTime\":\"PT5M\",\"confirm\":false,"
              + "\"waitForStock\":\"PT10S\"}",
          "{\"confirm\":true,\"lines\":[{\"sku\":\"a\",\"quantity\":999999}]}");

  private static @Nullable OrderRequest plain(byte[] json) {
    return new PlainOrder(json).read();
  }

  private static OrderRequest byTheLibrary(byte[] json) {
    OrderRequest order = JSON.readValue(json, OrderRequest.class);
    assertThat(VALIDATOR.validate(order)).isEmpty();
    return order;
  }

  @Test
  void ordersInPlainFormAreReadAsByTheLibrary() {
    for (String order : PLAIN) {
      byte[] json = order.getBytes(StandardCharsets.UTF_8);
      assertThat(plain(json)).as(order).isNotNull().isEqualTo(byTheLibrary(json));
    }
  }

  @Test
  void whatIsReadPlainlyTheLibraryReadsToo() {
    var random = new Random(21);
    int read = 0;
    for (int i = 0; i < ORDERS; i++) {
      byte[] json = changed(random, PLAIN.get(i % PLAIN.size()));
      OrderRequest plain = plain(json);
      if (plain != null) {
        assertThat(plain)
            .as(() -> new String(json, StandardCharsets.ISO_8859_1))
            .isEqualTo(read(json));
        read++;
      }
    }
    assertThat(read).as("how many of the changed orders are plain").isBetween(500, ORDERS / 2);
  }

  private static @Nullable OrderRequest read(byte[] json) {
    try {
      return byTheLibrary(json);
    } catch (JacksonException e) {
      return null;
    }
  }

  private static byte[] changed(Random random, String order) {
    var text = new StringBuilder(order);
    for (int change = 1 + random.nextInt(3); change > 0 && !text.isEmpty(); change--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 12)));
        case 2 -> text.replace(at, at + 1, PIECES.get(random.nextInt(PIECES.size())));
        default -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
    if (json.length > 0 && random.nextInt(10) == 0) {
      json[random.nextInt(json.length)] = (byte) random.nextInt(256);
    }
    return json;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"lines\":[]}",
        "{\"lines\":null}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}]}{}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"lines\":[{\"sku\":\"a\",\"quantity\":1}]}",
        "{\"lines\":[{\"sku\":\"a\",\"sku\":\"a\",\"quantity\":1}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1,\"quantity\":1}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1,\"more\":1}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"more\":1}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1.0}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1e0}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":01}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":\"1\"}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":0}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1000001}]}",
        "{\"lines\":[{\"sku\":\"a b\",\"quantity\":1}]}",
        "{\"lines\":[{\"sku\":\"\\u0061\",\"quantity\":1}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"reference\":null}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"customerId\":\"\"}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"customerId\":\"c d\"}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"confirm\":\"true\"}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"waitForStock\":10}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"reference\":\"\u00e9\"}"
      })
  void whatIsUnusualIsLeftToTheLibrary(String json) {
    assertThat(plain(json.getBytes(StandardCharsets.UTF_8))).isNull();
  }

  @Test
  void boundsAreThoseOfTheValidator() {
    String line = "{\"sku\":\"a\",\"quantity\":1}";
    for (int lines : new int[] {1, 50, 51}) {
      String order = "{\"lines\":[" + String.join(",", Collections.nCopies(lines, line)) + "]}";
      assertIsReadWhereValid(order, lines <= 50);
    }
    for (int length : new int[] {100, 101, 128, 129}) {
      String text = "r".repeat(length);
      assertIsReadWhereValid(
          "{\"lines\":[" + line + "],\"reference\":\"" + text + "\"}", length <= 100);
      assertIsReadWhereValid(
          "{\"lines\":[" + line + "],\"customerId\":\"" + text + "\"}", length <= 128);
    }
  }

  private static void assertIsReadWhereValid(String order, boolean valid) {
    byte[] json = order.getBytes(StandardCharsets.UTF_8);
    assertThat(VALIDATOR.validate(JSON.readValue(json, OrderRequest.class)).isEmpty())
        .isEqualTo(valid);
    assertThat(plain(json) != null).as(order).isEqualTo(valid);
  }

  @Test
  void answersAreWrittenAsByTheLibrary() {
    var random = new Random(22);
    var writer = new OrderWriter();
    int written = 0;
    for (int i = 0; i < ORDERS; i++) {
      OrderView order = order(random);
      byte[] plain = writer.write(order);
      if (plain != null) {
        assertThat(new String(plain, StandardCharsets.UTF_8))
            .isEqualTo(new String(JSON.writeValueAsBytes(order), StandardCharsets.UTF_8));
        written++;
      }
    }
    assertThat(written).isGreaterThan(ORDERS / 3);
  }

  private static OrderView order(Random random) {
    var lines = new ArrayList<OrderView.LineView>();
    for (int line = random.nextInt(3); line >= 0; line--) {
      lines.add(
          new OrderView.LineView(
              "sku-" + random.nextInt(100),
              1 + random.nextInt(1_000_000),
              random.nextInt(4) == 0 ? 1 + random.nextInt(1_000_000) : null));
    }
    var statuses = OrderStatus.values();
    return new OrderView(
        "kdg4v22izejiijhi7ys7546ar4",
        statuses[random.nextInt(statuses.length)],
        random.nextLong(1, 1L << random.nextInt(1, 63)),
        lines,
        random.nextInt(2) == 0 ? null : reference(random),
        time(random),
        time(random),
        time(random));
  }

  private static String reference(Random random) {
    return random
        .ints(random.nextInt(8), 0, PIECES.size() * 3)
        .mapToObj(i -> i < PIECES.size() && random.nextInt(8) == 0 ? PIECES.get(i) : "r 4711/" + i)
        .reduce("", String::concat);
  }

  private static Instant time(Random random) {
    if (random.nextInt(50) == 0) {
      return Instant.ofEpochSecond(random.nextLong(-400_000_000_000L, 400_000_000_000L), 1);
    }
    Duration years = Duration.ofDays(random.nextInt(-3_000, 40_000));
    return Instant.parse("2026-11-23T10:00:00Z")
        .plus(years)
        .plusNanos(random.nextLong(86_400_000_000_000L));
  }
}
