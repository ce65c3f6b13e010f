package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.locks.LocksOverHttp;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two processes of the service share a journal, and the one that writes it is killed. Before that
 * they show each other's locks.
 */
class JournalOverHttpTest {
  private static final int ORDERS = 40;

  @TempDir Path folder;

  private ServiceProcess start(List<String> store) {
    var arguments = new ArrayList<>(store);
    arguments.add("--holdfast.journal.path=" + folder.resolve("orders.jsonl"));
    // Far longer than a takeover: an answer that waited has its line.
    arguments.add("--holdfast.journal.sync=9s");
    // On a busy machine it is as patient as a test.
    arguments.add("--holdfast.requests.wait-max=9s");
    arguments.add("--holdfast.stock.watch.settle=10s");
    arguments.addAll(LocksOverHttp.arguments());
    return ServiceProcess.start(arguments.toArray(String[]::new));
  }

  @Test
  void onRedis() throws IOException {
    try (var redis = RedisServerProcess.start()) {
      twoInstancesShareOneJournal(
          "redis-script",
          List.of(
              "--spring.data.redis.host=127.0.0.1",
              "--spring.data.redis.port=" + redis.port(),
              "--holdfast.redis.command-timeout=5s",
              "--holdfast.redis.silence-max=5s"));
    }
  }

  @Test
  void onPostgres() throws IOException {
    String schema = PostgresUnderTest.schema();
    var source = PostgresUnderTest.dataSource(schema);
    twoInstancesShareOneJournal(
        "postgres-conditional-update",
        List.of(
            "--holdfast.store=postgres",
            "--spring.datasource.url=jdbc:postgresql://%s:%d/%s?currentSchema=%s"
                .formatted(
                    source.getServerNames()[0],
                    source.getPortNumbers()[0],
                    source.getDatabaseName(),
                    schema),
            "--spring.datasource.username=" + source.getUser(),
            "--spring.datasource.password=" + source.getPassword(),
            "--holdfast.postgres.lock-timeout=10s",
            "--holdfast.postgres.statement-timeout=20s",
            "--holdfast.postgres.socket-timeout=30s",
            "--holdfast.postgres.acquire-timeout=20s",
            "--holdfast.transactions.connection-wait=20s",
            "--holdfast.transactions.retry-time=20s"));
  }

  private void twoInstancesShareOneJournal(String strategy, List<String> store) throws IOException {
    try (var writer = start(store);
        var other = start(store)) {
      writer.stockUp("journaled", strategy, 1_000);
      var locks = LocksOverHttp.begin(writer, other, strategy.startsWith("redis"));
      for (int i = 0; i < ORDERS; i++) {
        placeAndFind(i % 2 == 0 ? writer : other, "order-" + i);
      }
      locks.awaitSeen();
      writer.signal("KILL");
      for (int i = ORDERS; i < ORDERS + 5; i++) {
        placeAndFind(other, "order-" + i);
      }
      assertThat(lines()).containsExactlyInAnyOrderElementsOf(events(other));
    }
  }

  /** An order that is answered is in the file, whichever instance wrote its line. */
  private void placeAndFind(ServiceProcess service, String key) throws IOException {
    var answer = service.order(key, "journaled");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String id = new JsonMapper().readTree(answer.body()).path("id").asString();
    assertThat(lines()).contains(id + " 1 RESERVED");
  }

  private List<String> lines() {
    return new WrittenJournal(folder.resolve("orders.jsonl"))
        .lines().stream()
            .map(line -> line.orderId() + " " + line.version() + " " + line.type())
            .toList();
  }

  /** What a reader over HTTP has, by the positions that the journal went by. */
  private static List<String> events(ServiceProcess service) throws IOException {
    var events = new ArrayList<String>();
    JsonNode page = new JsonMapper().readTree(service.get("/api/v1/events?limit=500").body());
    for (JsonNode event : page.path("items")) {
      events.add(
          event.path("orderId").asString()
              + " "
              + event.path("version").asLong()
              + " "
              + event.path("type").asString());
    }
    return events;
  }
}
