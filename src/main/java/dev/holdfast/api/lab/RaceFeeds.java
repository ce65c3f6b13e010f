package dev.holdfast.api.lab;

import dev.holdfast.api.stream.Audience;
import dev.holdfast.api.stream.Feed;
import dev.holdfast.api.stream.Streams;
import dev.holdfast.race.RaceView;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The live picture of the latest race. Safe for use by many threads. */
final class RaceFeeds {
  /** How many clients may follow a race at once. */
  static final int VIEWERS_MAX = 20;

  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final Audience audience;
  private volatile @Nullable Shown shown;

  private record Shown(String id, Feed feed) {}

  RaceFeeds(Streams streams) {
    this.audience = streams.audience("race", VIEWERS_MAX);
  }

  /**
   * Shows a race until it has ended, and its last picture then.
   *
   * @param race gives the race as it is, also when another one is the latest
   */
  void show(Supplier<RaceView> race) {
    RaceView first = race.get();
    Feed feed = audience.feed("race");
    feed.publish(first);
    shown = new Shown(first.id(), feed);
    Thread.ofVirtual().name("race-picture").start(() -> publish(race, feed));
  }

  private static void publish(Supplier<RaceView> race, Feed feed) {
    RaceView picture;
    do {
      LockSupport.parkNanos(INTERVAL.toNanos());
      picture = race.get();
      feed.publish(picture.seenBy(feed.viewers()));
    } while (!picture.hasEnded());
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
