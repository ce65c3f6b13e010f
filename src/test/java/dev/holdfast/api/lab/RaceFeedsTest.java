package dev.holdfast.api.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.api.http.InFlightRequests;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.stream.Client;
import dev.holdfast.api.stream.StreamSettings;
import dev.holdfast.api.stream.Streams;
import dev.holdfast.race.RacePlan;
import dev.holdfast.race.RaceView;
import dev.holdfast.race.RaceView.State;
import dev.holdfast.stock.StoreKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What those that follow a race receive. */
class RaceFeedsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final InFlightRequests inFlight = new InFlightRequests();
  private final RaceFeeds feeds =
      new RaceFeeds(
          new Streams(
              new StreamSettings(LONG, LONG, LONG),
              new JsonMapper(),
              new SimpleMeterRegistry(),
              inFlight));
  private final AtomicReference<State> first = new AtomicReference<>(State.RUNNING);
  private final AtomicReference<State> second = new AtomicReference<>(State.RUNNING);

  /** No thread goes on with a picture. */
  @AfterEach
  void endAll() {
    first.set(State.STOPPED);
    second.set(State.STOPPED);
    inFlight.endConnections();
  }

  private static RaceView race(String id, State state) {
    var settings = RaceView.Settings.of(RacePlan.standard(StoreKind.REDIS));
    return new RaceView(id, state, settings, 0, 0, List.of(), null, null);
  }

  private Client follow(String id) {
    return new Client().open(feeds.of(id).orElseThrow());
  }

  @Test
  void aRaceIsFollowedToItsLastPicture() {
    feeds.show(() -> race("one", first.get()));
    Client client = follow("one");
    await().until(() -> client.received().contains("\"state\":\"RUNNING\""));
    await().until(() -> client.received().contains("\"viewers\":1"));
    assertThat(client.hasEnded()).isFalse();

    first.set(State.FINISHED);

    await().until(client::hasEnded);
    assertThat(
            client.received().lines().filter(line -> line.startsWith("data:")).toList().getLast())
        .contains("\"state\":\"FINISHED\"");
  }

  @Test
  void oneViewerMoreThanTheirBoundIsRefused() {
    feeds.show(() -> race("one", first.get()));
    for (int i = 0; i < RaceFeeds.VIEWERS_MAX; i++) {
      follow("one");
    }

    assertThatThrownBy(() -> follow("one"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("20 pages read");
    assertThat(feeds.counted(race("one", State.RUNNING)).viewers())
        .isEqualTo(RaceFeeds.VIEWERS_MAX);
    assertThat(feeds.counted(race("another", State.RUNNING)).viewers()).isZero();
  }

  @Test
  void theNextRaceTakesNoViewerOfTheOneBefore() {
    feeds.show(() -> race("one", first.get()));
    Client former = follow("one");
    feeds.show(() -> race("two", second.get()));
    Client latter = follow("two");

    assertThat(feeds.of("one")).isEmpty();
    first.set(State.FINISHED);

    await().until(former::hasEnded);
    assertThat(former.received()).contains("\"state\":\"FINISHED\"").doesNotContain("\"two\"");
    assertThat(latter.hasEnded()).isFalse();
    assertThat(latter.received()).doesNotContain("\"one\"");
  }
}
