package dev.holdfast.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.testing.Defaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClockWatchTest {
  private static final long DAYS_91 = Duration.ofDays(91).toMillis();

  private final AtomicLong wall = new AtomicLong(1_900_000_000_000L);
  private final AtomicLong storeAhead = new AtomicLong();
  private final CallerClock clock =
      new CallerClock(Defaults.of(ClockSettings.class), wall::get, () -> 0);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ClockWatch watch =
      new ClockWatch(
          () -> clock.compare(clock.millis() + storeAhead.get(), clock.millis()), clock, meters);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(ClockWatch.class);

  @BeforeEach
  void listen() {
    logged.start();
    log.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(logged);
  }

  private double number(String name, String... tags) {
    return meters.get(name).tags(tags).meter().measure().iterator().next().getValue();
  }

  private List<Level> levels() {
    return logged.list.stream().map(ILoggingEvent::getLevel).toList();
  }

  @Test
  void aJumpOfTheStoresClockIsToldCountedAndMeasuredOnce() {
    watch.compare();
    assertThat(levels()).isEmpty();

    for (long jump : new long[] {DAYS_91, -DAYS_91}) {
      logged.list.clear();
      storeAhead.set(jump);
      watch.compare();
      watch.compare();
      assertThat(number("holdfast.store.clock.difference")).isEqualTo(jump / 1000.0);
      storeAhead.set(200);
      watch.compare();
      watch.compare();
      assertThat(levels()).containsExactly(Level.ERROR, Level.INFO);
      assertThat(logged.list.getFirst().getFormattedMessage())
          .contains("PT2184H " + (jump > 0 ? "ahead of" : "behind"));
    }
    assertThat(number("holdfast.clock.jumps", "clock", "store")).isEqualTo(2);
    assertThat(number("holdfast.clock.jumps", "clock", "instance")).isZero();
    assertThat(number("holdfast.clock.trusted")).isEqualTo(1);
  }

  @Test
  void aJumpOfTheInstancesClockIsToldThoughTheStoreDoesNotAnswer() {
    watch.compare();
    wall.addAndGet(DAYS_91);
    var cut =
        new ClockWatch(
            () -> {
              throw new StoreUnavailableException("away", null);
            },
            clock,
            meters);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(cut::compare).isInstanceOf(StoreUnavailableException.class);
    }
    assertThat(number("holdfast.clock.jumps", "clock", "instance")).isEqualTo(1);
    assertThat(number("holdfast.clock.trusted")).isZero();

    wall.addAndGet(-DAYS_91);
    assertThatThrownBy(cut::compare).isInstanceOf(StoreUnavailableException.class);
    assertThat(levels()).containsExactly(Level.ERROR, Level.INFO);
    assertThat(number("holdfast.clock.trusted")).isEqualTo(1);
  }

  @Test
  void aClockThatIsWrongFromTheStartIsTold() {
    storeAhead.set(DAYS_91);
    watch.compare();
    assertThat(logged.list.getLast().getFormattedMessage()).contains("has not agreed");
    assertThat(number("holdfast.clock.trusted")).isZero();
  }
}
