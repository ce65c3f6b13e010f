package dev.holdfast.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How races follow one another, and end. None gets a store here. */
class RacesTest {
  private static final RacePlan PLAN = RacePlan.standard(StoreKind.REDIS);
  private static final Duration WAIT = Duration.ofSeconds(30);

  private static IOException noStore() {
    return new IOException("no store");
  }

  @Test
  void aRaceSaysThatItHasEndedBeforeAnotherMayRun() {
    var atItsEnd = new ArrayList<RaceView>();
    var runs = new ArrayList<RaceRun>();
    var run =
        new RaceRun(
            "one",
            PLAN,
            () -> {
              throw noStore();
            },
            () -> atItsEnd.add(runs.getFirst().view()));
    runs.add(run);

    run.run();

    assertThat(atItsEnd).singleElement().satisfies(view -> assertThat(view.hasEnded()).isTrue());
  }

  @Test
  void whoShowsARaceHasItBeforeItRunsAndSeesItsEndWhateverRaceIsTheLatest() throws Exception {
    var goOn = new CountDownLatch(1);
    var races =
        new Races(
            StoreKind.REDIS,
            () -> {
              goOn.await();
              throw noStore();
            });
    var shown = new ArrayList<Supplier<RaceView>>();

    races.start(
        PLAN,
        race -> {
          assertThat(races.latest()).isEmpty();
          shown.add(race);
        });
    assertThat(races.start(PLAN, shown::add)).isInstanceOf(Races.Start.Busy.class);
    goOn.countDown();
    await().atMost(WAIT).until(() -> shown.getFirst().get().hasEnded());
    // It has said that it has ended, so its turn is free or about to be.
    assertThat(races.start(PLAN, shown::add)).isInstanceOf(Races.Start.Started.class);

    assertThat(shown).hasSize(2);
    assertThat(shown.getFirst().get().state()).isEqualTo(RaceView.State.FAILED);
    assertThat(races.latest().orElseThrow().id()).isEqualTo(shown.getLast().get().id());
    races.close();
  }

  @Test
  void aRaceThatCannotBeShownDoesNotRunAndKeepsNoTurn() throws Exception {
    var races =
        new Races(
            StoreKind.REDIS,
            () -> {
              throw noStore();
            });

    assertThatThrownBy(() ->
            races.start(
                PLAN,
                race -> {
                  throw new IllegalStateException("no viewers");
                }))
        .hasMessage("no viewers");

    assertThat(races.latest()).isEmpty();
    assertThat(races.start(PLAN, race -> {})).isInstanceOf(Races.Start.Started.class);
    races.close();
  }

  @Test
  void aRaceWhoseStoreDoesNotStartFailsAndSaysWhy() throws Exception {
    var races = new Races(StoreKind.REDIS, "/no/such/redis-server", Object.class);
    var shown = new ArrayList<Supplier<RaceView>>();

    races.start(PLAN, shown::add);
    await().atMost(WAIT).until(() -> shown.getFirst().get().hasEnded());

    var race = shown.getFirst().get();
    assertThat(race.state()).isEqualTo(RaceView.State.FAILED);
    assertThat(race.error()).startsWith("The race failed: ").contains("/no/such/redis-server");
    assertThat(race.sentence()).isNull();
    assertThat(race.lanes()).extracting(LaneView::verdict).containsOnlyNulls();
    assertThat(races.start(PLAN, shown::add)).isInstanceOf(Races.Start.Started.class);
    races.close();
  }

  @Test
  void theEndWaitsUntilNothingOfTheRaceIsLeftAndStartsNoOther() throws Exception {
    var goOn = new CountDownLatch(1);
    var races =
        new Races(
            StoreKind.REDIS,
            () -> {
              goOn.await();
              throw noStore();
            });
    races.start(PLAN, race -> {});
    var ended = new CountDownLatch(1);
    var end =
        Thread.ofPlatform()
            .start(() -> {
              try {
                races.close();
                ended.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> end.getState() == Thread.State.TIMED_WAITING);
    assertThat(races.latest().orElseThrow().hasEnded()).isFalse();

    goOn.countDown();

    assertThat(ended.await(WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(races.latest().orElseThrow().hasEnded()).isTrue();
    assertThat(races.start(PLAN, race -> {})).isEqualTo(new Races.Start.Busy(Optional.empty()));
    assertThat(races.smallest(StrategyType.UNGUARDED)).isEmpty();
  }

  @Test
  void aRaceThatDoesNotEndByItselfIsInterruptedAtTheEnd() throws Exception {
    var races =
        new Races(
            StoreKind.REDIS,
            () -> {
              new CountDownLatch(1).await();
              throw noStore();
            },
            Duration.ofMillis(1));
    var shown = new ArrayList<Supplier<RaceView>>();
    races.start(PLAN, shown::add);

    races.close();

    await().atMost(WAIT).until(() -> shown.getFirst().get().hasEnded());
    assertThat(shown.getFirst().get().state()).isEqualTo(RaceView.State.STOPPED);
  }

  @Test
  void theSmallestRaceHasMoreTimeThanTheRequestThatAsksForIt() {
    var waits = new CopyOnWriteArrayList<Duration>();
    var races =
        new Races(
            StoreKind.REDIS,
            () -> {
              waits.add(Deadline.atMost(WAIT));
              throw noStore();
            });

    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() ->
              Deadline.within(Duration.ofMillis(1), () -> races.smallest(StrategyType.UNGUARDED)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(waits).hasSize(i).containsOnly(WAIT);
    }
  }

  @Test
  void onlyAnOrderThatCameIsHeld() throws Exception {
    var window = new HeldOrder(RaceWindow.NONE);
    var missed = HeldOrder.Hold.of(WAIT, () -> {});
    window.hold(missed);
    window.cancel();
    missed.arrived().countDown();
    assertThat(missed.lasted(Duration.ZERO)).isFalse();

    var held = HeldOrder.Hold.of(WAIT, () -> {});
    window.hold(held);
    var order = Thread.ofVirtual().start(window::pause);
    held.arrived().await();
    assertThat(held.lasted(Duration.ZERO)).isFalse();
    held.released().countDown();
    order.join();
    assertThat(held.lasted(Duration.ZERO)).isTrue();
    assertThat(held.lasted(WAIT)).isFalse();
  }
}
