package dev.holdfast.load.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent to a service that keeps administration for those who have its token. */
class AdminTokenTest {
  private static final String TOKEN = "open-sesame-open-sesame";

  private final Map<String, List<String>> sent = new TreeMap<>();
  private HttpServer service;
  private int status = 201;

  @BeforeEach
  void listen() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
          var authorization = exchange.getRequestHeaders().get("Authorization");
          sent.put(call, authorization == null ? List.of() : authorization);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  private HoldfastClient client(String token) {
    URI target = URI.create("http://127.0.0.1:" + service.getAddress().getPort());
    return new HoldfastClient(target, AdminToken.authorization(token));
  }

  @Test
  void theTokenGoesWithWhatIsForOperators() {
    client(TOKEN).supply("A", "redis-script", 1);
    client(TOKEN).acceptsAt(GatlingRequests.REFERENCE_ORDERS);

    assertThat(sent)
        .containsOnlyKeys(
            "PUT /api/v1/products/A",
            "POST /api/v1/products/A/stock-adjustments",
            "POST /api/v1/lab/reference-orders")
        .allSatisfy((call, header) -> assertThat(header).containsExactly("Bearer " + TOKEN));
  }

  @Test
  void withoutOneNothingIsSent() {
    client(null).supply("A", "redis-script", 1);
    client("").supply("A", "redis-script", 1);

    assertThat(sent.values()).isNotEmpty().allMatch(List::isEmpty);
  }

  @Test
  void aTokenThatIsRefusedIsNotRepeated() {
    status = 401;

    assertThatThrownBy(() -> client(TOKEN).supply("A", "redis-script", 1))
        .hasMessageContaining("401")
        .hasMessageNotContaining("sesame");
  }

  @Test
  void oneThatNoHeaderCanCarryIsNotRepeatedEither() {
    assertThatThrownBy(() -> client(TOKEN + "\n"))
        .hasMessage("HOLDFAST_ADMIN_TOKEN must be visible ASCII characters without spaces");
  }
}
