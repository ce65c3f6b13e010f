package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Races over HTTP. None reaches what the service has. */
class RaceTest extends RunningService {
  private static final String PATH = "/api/v1/lab/races";
  private static final Duration RACE_MAX = Duration.ofSeconds(150);

  @Autowired MeterRegistry meters;

  /** A race outlives no test, also where the test fails. */
  @AfterEach
  void endTheRace() {
    for (JsonNode race : shop.get(PATH).json().path("items")) {
      shop.send(shop.request("DELETE", PATH + "/" + race.path("id").asString())).expect(200);
      var _ = ended(race.path("id").asString());
    }
  }

  static String plan(List<String> lanes, int units, int customers, String fault) {
    return """
    {"lanes":[%s],"units":%d,"customers":%d,"quantity":1,"raceWindow":"PT0.01S","fault":"%s"}
    """
        .formatted(
            lanes.stream().map(lane -> '"' + lane + '"').collect(Collectors.joining(",")),
            units,
            customers,
            fault);
  }

  private Answer start(String json) {
    return shop.send(shop.request("POST", PATH, json));
  }

  String started(String json) {
    return start(json).expect(201).json().path("id").asString();
  }

  JsonNode ended(String id) {
    return await()
        .atMost(RACE_MAX)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> shop.get(PATH + "/" + id).expect(200).json(),
            race -> !List.of("STARTING", "RUNNING").contains(race.path("state").asString()));
  }

  @Test
  void whatIsUnguardedOversellsByItsReceiptsAndNothingOfItReachesTheService() throws Exception {
    var stockOfTheService = shop.product("redis-script", 3);
    var processes = processes();
    var counted = counts();
    String unguarded = shop.strategy("unguarded");
    String guarded = shop.strategy("jvm-mutex");
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    var log = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.addAppender(logged);

    String id = started(plan(List.of(unguarded, guarded), 10, 60, "NONE"));
    String events = followed(id);
    var race = ended(id);

    assertThat(events).contains("event: race").contains("\"state\":\"FINISHED\"");
    assertThat(events.lines().filter(line -> line.startsWith("data:")).toList().getLast())
        .contains("\"viewers\":1");

    assertThat(race.path("state").asString()).as("%s", race).isEqualTo("FINISHED");
    var first = race.path("lanes").get(0);
    assertThat(first.at("/verdict/name").asString()).as("%s", first).isEqualTo("OVERSOLD");
    assertThat(first.at("/verdict/asDeclared").asBoolean()).isTrue();
    assertThat(first.path("unitsLeft").asInt())
        .isEqualTo(10 - first.path("accepted").asInt())
        .isEqualTo(-first.at("/verdict/oversoldUnits").asInt())
        .isNegative();
    assertThat(first.path("firstOversoldMs").isIntegralNumber()).isTrue();
    var second = race.path("lanes").get(1);
    assertThat(second.at("/verdict/name").asString()).as("%s", second).isEqualTo("EXACT");
    assertThat(second.at("/verdict/asDeclared").asBoolean()).isTrue();
    assertThat(second.path("firstOversoldMs").isMissingNode()).isTrue();
    assertThat(race.path("sentence").asString()).contains(unguarded).doesNotContain(guarded);

    assertThat(counts()).isEqualTo(counted);
    assertThat(stored("race-1", "race-1")).doesNotContain("race-1");
    assertThat(shop.available(stockOfTheService)).isEqualTo(3);
    await().untilAsserted(() -> assertThat(processes()).isSubsetOf(processes));
    log.detachAppender(logged);
    assertThat(List.copyOf(logged.list))
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        // Redisson's: of a connection that it was still making when it was shut down.
        .filteredOn(event -> !event.getLoggerName().startsWith("io.netty.util.concurrent."))
        .isEmpty();
  }

  /** The events of a race until its stream ends. */
  private String followed(String id) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var stream = shop.request("GET", PATH + "/" + id + "/stream").timeout(RACE_MAX).build();
      return client.send(stream, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /** The processes that this one has started, and theirs. */
  private static Set<Long> processes() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  /** What the service has counted of orders and of its instances. */
  private List<String> counts() {
    return meters.getMeters().stream()
        .map(Meter::getId)
        .filter(id -> id.getName().matches("holdfast\\.(orders?|reserve|lock|instances)\\b.*"))
        .map(id ->
            id
                + " "
                + meters.find(id.getName()).tags(id.getTags()).meter().measure().iterator().next())
        .sorted()
        .toList();
  }

  @Test
  @RedisOnly("It is of either store, and a race on PostgreSQL takes seconds to start.")
  void aSecondRaceIsRefusedWhileOneRunsAndAStoppedOneIsGone() {
    var processes = processes();
    String json = plan(List.of(shop.strategy("jvm-mutex")), 1_000, 2_000, "NONE");
    String id = started(json);

    var refused = start(json).expect(409).json();
    assertThat(refused.path("code").asString()).isEqualTo("race-running");
    assertThat(refused.path("raceId").asString()).isEqualTo(id);
    var another =
        shop.send(
                shop.request("POST", "/api/v1/lab/smallest-races", "{\"strategy\":\"jvm-mutex\"}"))
            .expect(409)
            .json();
    assertThat(another.path("code").asString()).isEqualTo("race-running");
    assertThat(another.path("detail").asString()).contains("the smallest race");

    shop.send(shop.request("DELETE", PATH + "/" + id)).expect(200);
    assertThat(ended(id).path("state").asString()).isEqualTo("STOPPED");
    await().untilAsserted(() -> assertThat(processes()).isSubsetOf(processes));
    shop.send(shop.request("DELETE", PATH + "/another")).expect(404);
    shop.get(PATH + "/another").expect(404);
    shop.get(PATH + "/another/stream").expect(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lanes           | \"lanes\":[]",
        "lanes[0]        | \"lanes\":[\"no-such\"]",
        "lanes[0]        | \"lanes\":[\"OTHER\"]",
        "lanes[1]        | \"lanes\":[\"OWN\",\"OWN\"]",
        "lanes           | \"lanes\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]",
        "units           | \"units\":0",
        "units           | \"units\":1001",
        "customers       | \"customers\":1",
        "customers       | \"customers\":2001",
        "quantity        | \"quantity\":0",
        "quantity        | \"quantity\":11",
        "raceWindow      | \"raceWindow\":\"PT0.101S\"",
        "raceWindow      | \"raceWindow\":\"PT-1S\"",
        "raceWindow      | \"raceWindow\":\"soon\"",
        "fault           | \"fault\":\"FLOOD\"",
        "lanes           | \"lanes\":null",
        "target          | \"target\":\"http://example.org\""
      })
  void whatIsBeyondItsBoundsIsRefusedByItsField(String field, String member) {
    String own = shop.strategy("unguarded");
    String other = postgres == null ? "postgres-unguarded" : "unguarded";
    String wrong = member.strip().replace("OWN", own).replace("OTHER", other);
    String json = plan(List.of(own), 10, 20, "NONE").strip();
    String name = wrong.substring(0, wrong.indexOf(':'));
    String usual = json.replaceFirst(name + ":(\\[[^]]*]|[^,}]*)", "");
    String body = ("{" + wrong + "," + usual.substring(1)).replace(",,", ",").replace(",}", "}");

    var problem = start(body).expect(400).json();

    assertThat(problem.path("field").asString()).as("%s", problem).isEqualTo(field.strip());
    assertThat(shop.get(PATH).json().path("items").findValuesAsString("state"))
        .doesNotContain("STARTING", "RUNNING");
  }

  @Test
  void theOptionsNameTheStrategiesOfTheStore() {
    var options = shop.get(PATH + "/options").expect(200).json();

    assertThat(options.path("store").asString()).isEqualTo(postgres == null ? "redis" : "postgres");
    assertThat(options.path("strategies").findValuesAsString("name"))
        .contains(shop.strategy("unguarded"), shop.strategy("redis-script"));
    assertThat(options.at("/bounds/customersMax").asInt()).isEqualTo(2_000);
  }

  private JsonNode smallest(String strategy) {
    return shop.send(
            shop.request(
                "POST", "/api/v1/lab/smallest-races", "{\"strategy\":\"" + strategy + "\"}"))
        .expect(200)
        .json();
  }

  private static List<String> steps(JsonNode race) {
    return race.path("steps")
        .valueStream()
        .map(step ->
            step.path("customer").asString()
                + " "
                + step.path("action").asString()
                + (step.has("value") ? " " + step.path("value").asInt() : ""))
        .toList();
  }

  @Test
  void withoutAGuardBothReadTheUnitBeforeEitherTakesIt() {
    var race = smallest(shop.strategy("unguarded"));

    int last = postgres == null ? -1 : 0;
    assertThat(steps(race))
        .containsExactly(
            "A READ 1", "B READ 1", "A TAKE 0", "A ANSWER", "B TAKE " + last, "B ANSWER");
    assertThat(race.path("oversoldUnits").asInt()).isEqualTo(1);
    assertThat(race.path("receipts").size()).isEqualTo(2);
    assertThat(race.path("steps").get(5).path("unitsLeft").asInt()).isEqualTo(-1);
  }

  @Test
  void behindALockTheSecondWaitsAndReadsWhatIsLeft() {
    var race = smallest(shop.strategy("jvm-mutex"));

    assertThat(steps(race))
        .containsExactly(
            "A LOCK", "A READ 1", "B WAIT", "A TAKE 0", "A ANSWER", "B READ 0", "B REFUSED 0");
    assertThat(race.path("oversoldUnits").asInt()).isZero();
  }

  @Test
  @RedisOnly("It is of either store, and a race on PostgreSQL takes seconds to start.")
  void whereCheckAndTakeAreOneStepTheOrdersCannotMeet() {
    var race = smallest(shop.strategy("redis-script"));

    String first = race.path("receipts").get(0).asString();
    String second = first.equals("A") ? "B" : "A";
    assertThat(steps(race))
        .containsExactly(first + " TAKE 0", first + " ANSWER", second + " REFUSED 0");
  }

  @Test
  @RedisOnly("It is of either store, and a race on PostgreSQL takes seconds to start.")
  void aTakeIsRefusedWhereTheNumberHasChangedSinceItWasRead() {
    var race = smallest(shop.strategy("redis-cas"));

    assertThat(steps(race))
        .containsExactly("A READ 1", "B READ 1", "A TAKE 0", "A ANSWER", "B REFUSED 0");
  }

  @Test
  void theSmallestRaceRefusesAStrategyThatTheStoreDoesNotHave() {
    String other = postgres == null ? "postgres-unguarded" : "unguarded";
    for (String strategy : List.of(other, "no-such")) {
      assertThat(
              shop.send(
                      shop.request(
                          "POST",
                          "/api/v1/lab/smallest-races",
                          "{\"strategy\":\"" + strategy + "\"}"))
                  .expect(400)
                  .json()
                  .path("field")
                  .asString())
          .isEqualTo("strategy");
    }
  }

  @Test
  @RedisOnly("Leases are Redisson's; a lock of PostgreSQL ends with its transaction.")
  void aHolderThatPausesPastItsLeaseOversellsUnlessItsTokenIsChecked() {
    String id =
        started(plan(List.of("redisson-lock", "redisson-fenced-lock"), 5, 30, "PAUSED_HOLDER"));

    var race = ended(id);

    var plain = race.path("lanes").get(0);
    assertThat(plain.at("/verdict/name").asString()).as("%s", plain).isEqualTo("OVERSOLD");
    assertThat(plain.at("/verdict/asDeclared").asBoolean()).isTrue();
    var fenced = race.path("lanes").get(1);
    assertThat(fenced.at("/verdict/name").asString()).as("%s", fenced).isEqualTo("EXACT");
    assertThat(fenced.at("/verdict/asDeclared").asBoolean()).isTrue();
  }

  @Test
  void aStrategyOfAllInstancesIsExactOnTwo() {
    String id = started(plan(List.of(shop.strategy("redis-script")), 10, 60, "SECOND_INSTANCE"));

    var lane = ended(id).path("lanes").get(0);

    assertThat(lane.at("/verdict/name").asString()).as("%s", lane).isEqualTo("EXACT");
    assertThat(lane.at("/verdict/asDeclared").asBoolean()).isTrue();
    assertThat(lane.at("/verdict/sentence").asString()).contains("both instances sold");
  }

  @Test
  void aCutConnectionSellsNoUnitTwice() {
    String id = started(plan(List.of(shop.strategy("redis-script")), 20, 200, "CUT_CONNECTION"));

    var lane = ended(id).path("lanes").get(0);

    // Which outcomes stay unknown is a matter of luck.
    assertThat(lane.at("/verdict/oversoldUnits").asInt()).as("%s", lane).isZero();
    assertThat(lane.at("/verdict/sentence").asString()).doesNotContain("did not happen");
    assertThat(lane.path("accepted").asInt()).isEqualTo(20);
  }

  @Test
  @RedisOnly("PostgreSQL has no strategy of one instance.")
  void aLockOfOneInstanceIsJudgedOnTwoWhenASecondOneSells() {
    String id = started(plan(List.of("jvm-mutex"), 10, 60, "SECOND_INSTANCE"));

    var lane = ended(id).path("lanes").get(0);

    // Whether two of its last orders meet is a matter of luck; on one instance they cannot.
    assertThat(lane.at("/verdict/asDeclared").asBoolean(false))
        .as("%s", lane)
        .isEqualTo(lane.at("/verdict/name").asString().equals("OVERSOLD"));
  }
}
