package dev.holdfast.load.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.load.fake.FakeHoldfast;
import dev.holdfast.load.fake.FakeStore;
import dev.holdfast.load.process.LoadTestException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The load: what it sends, what it takes for an answer, and from when it counts. */
class HttpLoadTest {
  private static final String OK = "HTTP/1.1 201 \r\nContent-Length: 2\r\n\r\n{}";
  private static final String LAST =
      "HTTP/1.1 201 \r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static HttpLoad load(URI target, int connections, String... skus) {
    return new HttpLoad(
        target,
        connections,
        new OrderRequests(target, "/api/v1/orders", "run", List.of(skus), 1),
        201);
  }

  @Test
  void everyRequestHasAKeyOfItsOwnAndConnectionsStayOpen() throws IOException {
    try (var server = new RawServer((_, out) -> write(out, OK));
        var load = load(server.uri(), 3, "sku-1", "sku-2")) {
      var outcome = load.run(new Pace.Count(105));

      assertThat(outcome.answers()).isEqualTo(105);
      assertThat(outcome.latency().getTotalCount()).isEqualTo(105);
      assertThat(server.keys).hasSize(105).doesNotHaveDuplicates();
      assertThat(server.keys).contains("run-000000000000", "run-000000000104");
      assertThat(server.bodies)
          .containsOnly(
              "{\"lines\":[{\"sku\":\"sku-1\",\"quantity\":1}]}",
              "{\"lines\":[{\"sku\":\"sku-2\",\"quantity\":1}]}");
      assertThat(server.connections).hasValue(3);
    }
  }

  @Test
  void anAnswerInPartsOfBytesIsOneAnswer() throws IOException {
    RawServer.Answers inParts =
        (_, out) -> {
          for (String part : List.of("HTTP/1.", "1 201 \r\nContent-Length: 2\r", "\n\r\n{", "}")) {
            write(out, part);
            Thread.sleep(Duration.ofMillis(2));
          }
        };
    try (var server = new RawServer(inParts);
        var load = load(server.uri(), 2, "sku")) {
      assertThat(load.run(new Pace.Count(10)).answers()).isEqualTo(10);
    }
  }

  @Test
  void whereTheServiceEndsAConnectionTheNextRequestHasANewOne() throws IOException {
    RawServer.Answers sometimesLast =
        (request, out) -> {
          write(out, request % 5 == 4 ? LAST : OK);
          if (request % 5 == 4) {
            throw new IOException("it ends here");
          }
        };
    try (var server = new RawServer(sometimesLast);
        var load = load(server.uri(), 1, "sku")) {
      assertThat(load.run(new Pace.Count(20)).answers()).isEqualTo(20);
      assertThat(server.connections.get()).isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void aConnectionThatEndsWithoutAWordEndsTheLoad() throws IOException {
    RawServer.Answers endsEarly =
        (_, out) -> {
          write(out, OK.substring(0, 30));
          throw new IOException("it ends here");
        };
    try (var server = new RawServer(endsEarly);
        var load = load(server.uri(), 1, "sku")) {
      assertThatThrownBy(() -> load.run(new Pace.Count(5)))
          .isInstanceOf(LoadTestException.class)
          .hasMessageContaining("closed a connection");
    }
  }

  @Test
  void anotherStatusEndsTheLoad() throws IOException {
    RawServer.Answers onceWrong =
        (request, out) ->
            write(out, request == 7 ? "HTTP/1.1 503 \r\nContent-Length: 4\r\n\r\nbusy" : OK);
    try (var server = new RawServer(onceWrong);
        var load = load(server.uri(), 2, "sku")) {
      assertThatThrownBy(() -> load.run(new Pace.Count(50)))
          .isInstanceOf(LoadTestException.class)
          .hasMessageContaining("503 instead of 201")
          .hasMessageContaining("busy");
    }
  }

  @Test
  void anAnswerInChunksEndsTheLoad() throws IOException {
    String chunked = "HTTP/1.1 201 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    try (var server = new RawServer((_, out) -> write(out, chunked));
        var load = load(server.uri(), 1, "sku")) {
      assertThatThrownBy(() -> load.run(new Pace.Count(5))).hasMessageContaining("in parts");
    }
  }

  /** One that measured from the moment of sending would see a single slow answer. */
  @Test
  void aRequestThatHadToWaitForAConnectionIsLateFromItsOwnMoment() throws IOException {
    Duration stall = Duration.ofMillis(400);
    RawServer.Answers stalls =
        (request, out) -> {
          if (request == 0) {
            Thread.sleep(stall);
          }
          write(out, OK);
        };
    try (var server = new RawServer(stalls);
        var load = load(server.uri(), 1, "sku")) {
      var outcome = load.run(new Pace.Fixed(100, 1, Duration.ofMillis(500)));

      assertThat(outcome.answers()).isEqualTo(50);
      long late =
          outcome.latency().getTotalCount()
              - outcome.latency().getCountBetweenValues(0, TimeUnit.MILLISECONDS.toNanos(200));
      assertThat(late).as("requests that were at least 200 ms late").isGreaterThanOrEqualTo(19);
    }
  }

  @Test
  void noRequestOfAFixedRateIsSentBeforeItsMoment() throws IOException {
    try (var server = new RawServer((_, out) -> write(out, OK));
        var load = load(server.uri(), 4, "sku")) {
      var outcome = load.run(new Pace.Fixed(100, 1, Duration.ofMillis(300)));

      assertThat(outcome.answers()).isEqualTo(30);
      assertThat(outcome.seconds()).isGreaterThanOrEqualTo(0.29);
    }
  }

  @Test
  void requestsOfAFixedRateAreSpreadOverItsTime() throws IOException {
    Duration each = Duration.ofMillis(10);
    try (var server = new RawServer((_, out) -> write(out, OK));
        var load = load(server.uri(), 4, "sku")) {
      long start = System.nanoTime();
      load.run(new Pace.Fixed(100, 1, each.multipliedBy(30)));

      List<Long> arrived = server.arrivedNanos.stream().sorted().toList();
      assertThat(arrived).hasSize(30);
      for (int i = 0; i < arrived.size(); i++) {
        assertThat(arrived.get(i) - start).as("%d", i).isGreaterThanOrEqualTo(each.toNanos() * i);
      }
    }
  }

  @Test
  void allConnectionsHaveTheirTurnAlsoWhereOneIsEnough() throws IOException {
    try (var server = new RawServer((_, out) -> write(out, OK));
        var load = load(server.uri(), 4, "sku")) {
      load.run(new Pace.Fixed(100, 1, Duration.ofMillis(40)));

      assertThat(server.used).hasSize(4);
    }
  }

  @Test
  void itCountsHowManyRequestsLeaveTogether() throws IOException {
    try (var server = new RawServer((_, out) -> write(out, OK));
        var one = load(server.uri(), 1, "sku");
        var three = load(server.uri(), 3, "sku")) {
      assertThat(one.run(new Pace.Count(10)).together()).isEqualTo(1);
      assertThat(three.run(new Pace.Count(3)).together()).isEqualTo(3);
      assertThat(three.run(new Pace.Fixed(300, 3, Duration.ofMillis(10))).together()).isEqualTo(3);
    }
  }

  @Test
  void itOrdersAtHoldfastAndReadsTheBodies() {
    try (var holdfast = new FakeHoldfast(new FakeStore())) {
      String strategy = "fake-safe";
      new dev.holdfast.load.endpoints.HoldfastClient(holdfast.uri()).supply("sku", strategy, 500);
      List<String> bodies = new ArrayList<>();
      var requests = new OrderRequests(holdfast.uri(), "/api/v1/orders", "run", List.of("sku"), 1);
      try (var load = new HttpLoad(holdfast.uri(), 8, requests, 201, bodies::add)) {
        assertThat(load.run(new Pace.Count(500)).answers()).isEqualTo(500);
        assertThat(bodies).hasSize(500).allMatch(body -> body.contains("\"RESERVED\""));
        assertThatThrownBy(() -> load.run(new Pace.Count(1))).hasMessageContaining("409");
      }
    }
  }

  @Test
  void noAddressIsAskedInVain() {
    assertThatThrownBy(() -> load(URI.create("http://127.0.0.1:1"), 1, "sku").close())
        .isInstanceOf(LoadTestException.class)
        .hasMessageContaining("cannot be reached");
  }
}
