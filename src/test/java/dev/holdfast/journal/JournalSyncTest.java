package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.JournalSync.Outcome;
import dev.holdfast.kubernetes.Metrics;
import dev.holdfast.stock.OrderId;
import dev.holdfast.testing.Defaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers wait until their event is in the file, whichever process wrote it. */
class JournalSyncTest {
  /** Longer than a test may take. */
  private static final Duration LONG = Duration.ofSeconds(10);

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final OrderId ORDER = new OrderId("a".repeat(26));
  private static final OrderId OTHER = new OrderId("b".repeat(26));

  @TempDir Path folder;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private JournalFiles files;
  private JournalFollower follower;
  private JournalSync sync;

  @BeforeEach
  void start() {
    files = new JournalFiles(folder.resolve("orders.jsonl"));
    sync = sync(LONG);
    follower = new JournalFollower(files, sync);
  }

  @AfterEach
  void stop() throws IOException {
    follower.close();
  }

  private JournalSync sync(Duration wait) {
    return new JournalSync(settings(wait), meters);
  }

  private JournalSettings settings(Duration wait) {
    var usual = Defaults.of(JournalSettings.class);
    return new JournalSettings(files.active().toString(), 65_536, 10, usual.interval(), 100, wait);
  }

  private void write(OrderId order, long version) throws IOException {
    try (var file = JournalFile.open(files, 65_536, 10, FileChannel::write, null)) {
      file.append(
          List.of(new JournalLine(order.value(), version, "RESERVED", "", null, "n-" + version)));
    }
  }

  private void writeAndLook(OrderId order, long version) throws IOException {
    write(order, version);
    follower.look();
  }

  private long count(Outcome outcome) {
    return meters
        .get("holdfast.journal.sync")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .timer()
        .count();
  }

  private static Outcome of(CompletableFuture<Outcome> waiting) throws Exception {
    return waiting.get(60, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerWaitsForItsVersionInTheFile() throws Exception {
    follower.look();
    try (var change = sync.begin(ORDER)) {
      var waiting = CompletableFuture.supplyAsync(() -> change.await(2));
      writeAndLook(ORDER, 1);
      writeAndLook(OTHER, 2);
      assertThat(waiting).isNotDone();
      writeAndLook(ORDER, 2);
      assertThat(of(waiting)).isEqualTo(Outcome.WRITTEN);
    }
    assertThat(count(Outcome.WRITTEN)).isEqualTo(1);
  }

  /** The copy may be faster than the answer of the store. */
  @Test
  void anEventThatIsCopiedBeforeItsCallerKnowsOfItIsNotMissed() throws Exception {
    follower.look();
    try (var change = sync.begin(ORDER);
        var another = sync.begin(ORDER)) {
      writeAndLook(ORDER, 1);
      assertThat(change.await(1)).isEqualTo(Outcome.WRITTEN);
      assertThat(another.await(1)).isEqualTo(Outcome.WRITTEN);
    }
  }

  @Test
  void theFileIsFollowedAcrossRotations() throws Exception {
    writeAndLook(ORDER, 1);
    try (var change = sync.begin(ORDER);
        var other = sync.begin(OTHER)) {
      write(ORDER, 2);
      files.rotate(10);
      write(OTHER, 1);
      follower.look();
      assertThat(change.await(2)).isEqualTo(Outcome.WRITTEN);
      assertThat(other.await(1)).isEqualTo(Outcome.WRITTEN);
    }
  }

  @Test
  void whatWasThereBeforeIsNotReadAgain_andAHalfLineIsWaitedFor() throws Exception {
    write(ORDER, 7);
    follower.look();
    sync = sync(SHORT);
    follower.close();
    follower = new JournalFollower(files, sync);
    follower.look();
    try (var change = sync.begin(ORDER)) {
      byte[] line = new JournalLine(ORDER.value(), 8L, "RESERVED", "", null, "n-8").bytes();
      try (var file = FileChannel.open(files.active(), StandardOpenOption.APPEND)) {
        file.write(ByteBuffer.wrap(line, 0, 20));
        follower.look();
        file.write(ByteBuffer.wrap(line, 20, line.length - 20));
        follower.look();
      }
      assertThat(change.await(8)).isEqualTo(Outcome.WRITTEN);
    }
  }

  @Test
  void theWaitIsBounded_andNoneWaitsForAJournalThatStandsStill() throws Exception {
    sync = sync(SHORT);
    follower = new JournalFollower(files, sync);
    follower.look();
    try (var change = sync.begin(ORDER);
        var next = sync.begin(ORDER)) {
      assertThat(change.await(1)).isEqualTo(Outcome.LATE);
      assertThat(next.await(1)).isEqualTo(Outcome.SKIPPED);
    }
    assertThat(count(Outcome.LATE)).isEqualTo(1);
    assertThat(count(Outcome.SKIPPED)).isEqualTo(1);
    writeAndLook(ORDER, 1);
    try (var change = sync.begin(ORDER)) {
      assertThat(change.await(2)).as("it grows again").isEqualTo(Outcome.LATE);
    }
  }

  @Test
  void whatTheAlertsLookAtIsPublishedFromTheStart() {
    var prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JournalSync(settings(SHORT), prometheus);
    new JournalMeters(prometheus, SHORT, System::nanoTime);
    assertThat(prometheus.scrape().lines().map(line -> line.split("[{ ]")[0]))
        .containsAll(Metrics.WITH_A_JOURNAL);
  }

  @Test
  void withTheSettingOffOrdersAreTheSame() {
    var orders = new SyncedOrders(null, sync);
    assertThat(sync(Duration.ZERO).around(orders)).isSameAs(orders);
    assertThat(sync.around(orders)).isNotSameAs(orders);
  }
}
