package dev.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy that other tests believe. */
class FaultProxyTest {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final int SILENCE_MS = 100;

  private static RedisServerProcess redis;
  private FaultProxy proxy;
  private Client direct;

  @BeforeAll
  static void startRedis() {
    redis = RedisServerProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void connect() throws IOException {
    proxy = FaultProxy.inFrontOf("127.0.0.1", redis.port());
    direct = new Client(redis.port());
    direct.call("SET n 0");
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    direct.close();
  }

  @Test
  void forwardsBothWays() throws IOException {
    try (var client = new Client(proxy.port())) {
      assertThat(client.call("INCR n")).isEqualTo(":1");
      assertThat(client.call("INCR n")).isEqualTo(":2");
    }
  }

  @Test
  void heldRequestsReachTheServerInOrderOnceReleased() throws IOException {
    try (var client = new Client(proxy.port())) {
      proxy.holdRequests();
      client.send("APPEND n a");
      proxy.awaitHeldRequest(SOON);
      client.send("APPEND n b");
      client.expectSilence();
      assertThat(direct.call("GET n")).isEqualTo("0");

      proxy.releaseRequests();
      assertThat(client.reply()).isEqualTo(":2");
      assertThat(client.reply()).isEqualTo(":3");
      assertThat(direct.call("GET n")).isEqualTo("0ab");
    }
  }

  @Test
  void aCommandIsCarriedOutWhileItsAnswerIsHeldAndThenCutOff() throws IOException {
    try (var client = new Client(proxy.port())) {
      proxy.holdReplies();
      client.send("INCR n");
      proxy.awaitHeldReply(SOON);
      assertThat(direct.call("GET n")).isEqualTo("1");

      proxy.cut();
      assertThatThrownBy(client::reply).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aRequestArrivesLateAlthoughItsSenderIsGone() throws IOException {
    try (var client = new Client(proxy.port())) {
      proxy.holdRequests();
      proxy.holdReplies();
      client.send("INCR n");
      proxy.awaitHeldRequest(SOON);
      assertThat(proxy.detachHeld()).isEqualTo(1);
      assertThatThrownBy(client::reply).isInstanceOf(IOException.class);
    }
    proxy.releaseReplies();
    try (var other = new Client(proxy.port())) {
      assertThat(other.call("GET n")).isEqualTo("0");
      proxy.deliverHeld();
      assertThat(other.call("GET n")).isEqualTo("1");
    }
  }

  @Test
  void aRequestArrivesLateAlthoughItsSenderHasHungUp() throws IOException {
    try (var client = new Client(proxy.port())) {
      proxy.holdRequests();
      client.send("INCR n");
      proxy.awaitHeldRequest(SOON);
    }
    proxy.releaseRequests();
    Awaitility.await().atMost(SOON).until(() -> direct.call("GET n").equals("1"));
  }

  @Test
  void anActionRunsJustBeforeTheRequestItIsFor() throws IOException {
    proxy.onRequest("incr", proxy::holdRequests);
    try (var client = new Client(proxy.port())) {
      assertThat(client.call("GET n")).isEqualTo("0");
      client.send("INCR n");
      proxy.awaitHeldRequest(SOON);
      assertThat(direct.call("GET n")).isEqualTo("0");
      proxy.releaseRequests();
      assertThat(client.reply()).isEqualTo(":1");
    }
  }

  @Test
  void cutsAfterSoManyBytesOfAnAnswer() throws IOException {
    try (var client = new Client(proxy.port())) {
      proxy.cutAfterReplyBytes(2);
      client.send("INCR n");
      assertThatThrownBy(client::reply).isInstanceOf(IOException.class);
      assertThat(direct.call("GET n")).isEqualTo("1");
    }
  }

  @Test
  void turnsConnectionsAwayUntilToldOtherwise() throws IOException {
    proxy.refuse();
    assertThatThrownBy(
            () -> {
              try (var refused = new Client(proxy.port())) {
                refused.call("GET n");
              }
            })
        .isInstanceOf(IOException.class);
    proxy.accept();
    try (var client = new Client(proxy.port())) {
      assertThat(client.call("GET n")).isEqualTo("0");
    }
  }

  /** Inline commands over a bare socket; an answer of several lines is read as its last line. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout((int) SOON.toMillis());
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    String call(String command) throws IOException {
      send(command);
      return reply();
    }

    void send(String command) throws IOException {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    String reply() throws IOException {
      String line = in.readLine();
      if (line == null || line.length() < 2) {
        throw new IOException("cut off: " + line);
      }
      return line.startsWith("$") ? in.readLine() : line;
    }

    void expectSilence() throws IOException {
      socket.setSoTimeout(SILENCE_MS);
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout((int) SOON.toMillis());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
