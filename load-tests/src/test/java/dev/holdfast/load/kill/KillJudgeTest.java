package dev.holdfast.load.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.KillOptions;
import dev.holdfast.load.config.ParseResult;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.process.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge of a run on PostgreSQL, over answers that a service might give at its end. */
class KillJudgeTest {
  private static final List<Line> ONE = List.of(new Line("p", 1));
  private static final KillOptions OPTIONS =
      ((ParseResult.Parsed<KillOptions>)
              KillOptions.parse(
                  List.of("-Dstore=postgres", "-Dblows=1", "-Dstock=10"), 7, Path.of("out")))
          .options();

  /** Bodies by path; what is not there is unknown. */
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private HttpServer server;

  @BeforeEach
  void allIsWell() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext("/", this::answer);
    server.start();
    order("confirmed", "CONFIRMED");
    order("cancelled", "CANCELLED");
    order("left", "EXPIRED");
    sold(1);
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void whereEachOrderEndedAsAcknowledged_itPasses() {
    assertThat(judge(Map.of("killed", 1))).as(said.toString(StandardCharsets.UTF_8)).isTrue();
  }

  @Test
  void anAcknowledgedOrderThatIsGone_fails() {
    answers.remove("/api/v1/orders/cancelled");
    assertFails("order cancelled was placed, and is read as Missing");
  }

  @Test
  void anEndThatWasAcknowledgedAndIsAnother_fails() {
    order("confirmed", "EXPIRED");
    assertFails("order confirmed was told CONFIRMED and is EXPIRED");
  }

  @Test
  void aUnitThatIsSoldTwice_fails() {
    sold(2);
    assertFails("p was given 10, sold 1 by its orders");
  }

  @Test
  void aStoreThatSufferedNothing_fails() {
    assertThat(judge(Map.of())).isFalse();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("suffered 0 times only");
  }

  private void assertFails(String why) {
    assertThat(judge(Map.of("killed", 1))).isFalse();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains(why);
  }

  private boolean judge(Map<String, Integer> blows) {
    Map<String, DeclaredStrategy> products =
        Map.of(
            "p",
            new DeclaredStrategy("any", new Guarantee(Scope.ALL_INSTANCES, false, false, false)));
    var operator =
        new HoldfastClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    var kill = new Slot.Kill(1, Death.ANY_MOMENT, true, Duration.ZERO, Duration.ZERO);
    return new KillJudge(operator, new ShopClient(), products, OPTIONS, new Nothing())
        .judge(
            List.of(
                ended("confirmed", Life.Intent.CONFIRM, "CONFIRMED"),
                ended("cancelled", Life.Intent.CANCEL, "CANCELLED"),
                placed("left", Life.Intent.LEAVE),
                refused()),
            new Killing.Killed(List.of(kill), blows),
            new Console(new PrintStream(said, true, StandardCharsets.UTF_8)));
  }

  private static Life placed(String name, Life.Intent intent) {
    Life life = new Life(name, ONE, null, intent);
    life.accepted(name, true);
    return life;
  }

  private static Life ended(String name, Life.Intent intent, String status) {
    Life life = placed(name, intent);
    life.ended(status);
    return life;
  }

  private static Life refused() {
    Life life = new Life("refused", ONE, null, Life.Intent.LEAVE);
    life.refused();
    return life;
  }

  private void order(String id, String status) {
    answers.put(
        "/api/v1/orders/" + id,
        "{\"id\":\"%s\",\"status\":\"%s\",\"lines\":[{\"sku\":\"p\",\"quantity\":1}]}"
            .formatted(id, status));
  }

  /** As many were supplied again. */
  private void sold(int units) {
    answers.put(
        "/api/v1/products/p/audit",
        ("{\"sku\":\"p\",\"supplied\":%d,\"available\":10,\"reserved\":0,\"sold\":%d,"
                + "\"oversold\":0,\"discrepancy\":0,\"conserved\":true}")
            .formatted(10 + units, units));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = answers.get(exchange.getRequestURI().getPath());
    byte[] bytes =
        (body == null ? "{\"code\":\"order-not-found\"}" : body).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** A store at which nothing is started. */
  private record Nothing() implements KilledStore {
    @Override
    public String name() {
      return "Nothing";
    }

    @Override
    public Map<String, String> location() {
      return Map.of();
    }

    @Override
    public List<Blow> blows() {
      return List.of();
    }

    @Override
    public boolean hasPoints() {
      return false;
    }

    @Override
    public void close() {}
  }
}
