package dev.holdfast.api.lab;

import dev.holdfast.api.stream.Audience;
import dev.holdfast.api.stream.Feed;
import dev.holdfast.api.stream.Streams;
import dev.holdfast.race.RaceView;
import dev.holdfast.race.Races;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The live picture of the latest race. Safe for use by many threads. */
final class RaceFeeds {
  /** How many clients may follow a race at once. */
  static final int VIEWERS_MAX = 20;

  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final Races races;
  private final Audience audience;
  private volatile @Nullable Shown shown;

  private record Shown(String id, Feed feed) {}

  RaceFeeds(Races races, Streams streams) {
    this.races = races;
    this.audience = streams.audience("race", VIEWERS_MAX);
  }

  /** Shows a race that has been started, until it has ended. */
  void show(RaceView race) {
    Feed feed = audience.feed("race");
    shown = new Shown(race.id(), feed);
    feed.publish(race);
    Thread.ofVirtual().name("race-picture").start(() -> publish(race.id(), feed));
  }

  private void publish(String id, Feed feed) {
    boolean ended;
    do {
      LockSupport.parkNanos(INTERVAL.toNanos());
      Optional<RaceView> race = races.find(id);
      ended = race.isEmpty() || race.get().hasEnded();
      race.ifPresent(picture -> feed.publish(picture.seenBy(feed.viewers())));
    } while (!ended);
    feed.end();
  }

  /** The feed of a race. */
  Optional<Feed> of(String id) {
    return Optional.ofNullable(shown).filter(race -> race.id().equals(id)).map(Shown::feed);
  }

  /** A race with the number of its viewers. */
  RaceView counted(RaceView race) {
    return of(race.id()).map(feed -> race.seenBy(feed.viewers())).orElse(race);
  }
}
