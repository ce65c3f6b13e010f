package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** A client that is slow, or silent, holds its place for a bounded time, and nobody else up. */
@TestPropertySource(
    properties = {
      "holdfast.web.head-time-max=1500ms",
      "holdfast.web.body-time-max=1500ms",
      "server.tomcat.connection-timeout=1s",
      "holdfast.console.interval=100ms",
      "server.tomcat.max-connections=" + SlowClientsTest.CONNECTIONS_MAX
    })
@DirtiesContext
@RedisOnly("It is about connections of clients, which no store sees.")
class SlowClientsTest extends RunningService {
  static final int CONNECTIONS_MAX = 8;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration LONGER_THAN_A_HEAD = Duration.ofMillis(2500);
  private static final int BETWEEN_BYTES_MILLIS = 100;

  private final List<Socket> open = new ArrayList<>();

  @LocalManagementPort int managementPort;

  @AfterEach
  void closeAll() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  private Socket send(String text) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    open.add(socket);
    socket.setSoTimeout(BETWEEN_BYTES_MILLIS);
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return socket;
  }

  private static String head(String line, String key) {
    return line
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: "
        + key
        + "\r\n";
  }

  private static String order(String key) {
    return head("POST /api/v1/orders", key) + "Content-Length: 60000\r\n\r\n{";
  }

  /**
   * Sends a byte now and then until the connection has ended.
   *
   * @return what was answered
   */
  private static String drip(Socket socket, String drop) throws IOException {
    var answer = new StringBuilder();
    long deadline = System.nanoTime() + LONG.toNanos();
    InputStream in = socket.getInputStream();
    try {
      while (System.nanoTime() < deadline) {
        socket.getOutputStream().write(drop.getBytes(UTF_8));
        if (!receive(in, answer)) {
          return answer.toString();
        }
      }
    } catch (IOException e) {
      // It was reset while more was sent.
      return answer.toString();
    }
    throw new AssertionError("still open: " + answer);
  }

  /** Waits for as long as the next byte is not due; false when the connection has ended. */
  private static boolean receive(InputStream in, StringBuilder answer) throws IOException {
    byte[] buffer = new byte[4096];
    try {
      int read = in.read(buffer);
      answer.append(new String(buffer, 0, Math.max(0, read), ISO_8859_1));
      return read >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  /** Sends nothing more. */
  private static String listen(Socket socket) throws IOException {
    return drip(socket, "");
  }

  @Test
  void aBodyThatStallsIsAnswered408() throws IOException {
    assertThat(listen(send(order(unique("stalled")))))
        .startsWith("HTTP/1.1 408")
        .contains("application/problem+json", "\"request-timeout\"", "\"field\":\"body\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 60000\r\n\r\n{| ",
        "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n|1\r\n \r\n"
      })
  void aBodyThatDripsIsAnswered408(String body) throws IOException {
    String[] parts = body.split("\\|");
    String head = head("POST /api/v1/orders", unique("dripping"));

    assertThat(drip(send(head + parts[0]), parts[1]))
        .startsWith("HTTP/1.1 408")
        .contains("\"request-timeout\"");
  }

  /** The framework's way reads bodies too, and not only that of placing. */
  @Test
  void aBodyOfAnyCallThatDripsIsAnswered408() throws IOException {
    String put = head("PUT /api/v1/products/slow", unique("k")) + "Content-Length: 60000\r\n\r\n{";

    assertThat(drip(send(put), " ")).startsWith("HTTP/1.1 408").contains("\"request-timeout\"");
  }

  /** The server reads what a call leaves, to use the connection again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/v1/orders/5o3hjhi7vsfe5kz2qkprkqcsgq/cancel",
        "GET /api/v1/strategies",
        "POST /nothing"
      })
  void aBodyThatNobodyWantsEndsInTime(String line) throws IOException {
    String request = head(line, unique("k")) + "Content-Length: 60000\r\n\r\n{";

    assertThat(drip(send(request), " ")).matches("(?s)HTTP/1.1 (200|404).*");
  }

  @Test
  void aHeadThatDripsEndsInTime() throws IOException {
    assertThat(drip(send("GET /api/v1/strategies HTTP/1.1\r\nHost: localhost\r\nX: "), "x"))
        .isEmpty();
    assertThat(drip(send("G"), "E")).doesNotContain("200");
  }

  /** Neither the time of a head nor the silence of its client ends it. */
  @Test
  void anOpenStreamGoesOn() throws IOException {
    var lines = send("GET /api/v1/console/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    lines.setSoTimeout((int) LONG.toMillis());
    var reader = new BufferedReader(new InputStreamReader(lines.getInputStream(), UTF_8));
    long began = System.nanoTime();
    while (System.nanoTime() - began < LONGER_THAN_A_HEAD.toNanos()) {
      assertThat(reader.readLine()).as("a line of the stream").isNotNull();
    }
  }

  @Test
  void anUnwantedBodyThatComesInTimeLeavesTheConnectionUsable() throws IOException {
    String cancel = head("POST /api/v1/orders/5o3hjhi7vsfe5kz2qkprkqcsgq/cancel", unique("k"));
    var socket = send(cancel + "Content-Length: 4\r\n\r\n{");
    socket.getOutputStream().write("  }".getBytes(UTF_8));
    String next = "GET /api/v1/strategies HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(next.getBytes(UTF_8));

    assertThat(listen(socket)).startsWith("HTTP/1.1 404").contains("HTTP/1.1 200");
  }

  @Test
  void whenAllPlacesAreTakenProbesAreAnsweredAndOrdersGoOnSoon() throws IOException {
    String sku = shop.product("redis-script", 2);
    for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
      send(i % 2 == 0 ? order(unique("slow")) : "G");
    }

    var probes = new Shop(managementPort);
    probes.get("/actuator/health/liveness").expect(200);
    probes.get("/actuator/health/readiness").expect(200);
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> new Shop(port).order(unique("key"), sku, 1).status() == 201);
  }
}
