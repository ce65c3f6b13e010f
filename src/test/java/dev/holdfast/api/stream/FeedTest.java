package dev.holdfast.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.api.http.InFlightRequests;
import dev.holdfast.api.problem.Problem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What viewers of a feed receive. */
class FeedTest {
  private static final int VIEWERS_MAX = 2;

  /** Longer than any test: what happens in it has not waited for it. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private final InFlightRequests inFlight = new InFlightRequests();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CountDownLatch reads = new CountDownLatch(1);

  private Audience audience = audience(LONG, LONG, LONG);
  private Feed feed = audience.feed("count");

  private Audience audience(Duration heartbeat, Duration writeMax, Duration timeMax) {
    var settings = new StreamSettings(heartbeat, writeMax, timeMax);
    return new Streams(settings, new JsonMapper(), meters, inFlight).audience("test", VIEWERS_MAX);
  }

  private void with(Duration heartbeat, Duration writeMax, Duration timeMax) {
    audience = audience(heartbeat, writeMax, timeMax);
    feed = audience.feed("count");
  }

  @AfterEach
  void endAll() {
    reads.countDown();
    inFlight.endConnections();
    await().until(() -> audience.viewers() == 0);
  }

  private static String event(int n) {
    return "event: count\ndata: {\"n\":" + n + "}\n\n";
  }

  private void publish(int n) {
    feed.publish(Map.of("n", n));
  }

  private static void receives(Client client, int n) {
    await().until(() -> client.received().endsWith(event(n)));
  }

  /** Does not read a picture until {@link #reads}. */
  private Client slow(CountDownLatch writing) {
    return new Client() {
      @Override
      public void beforeWrite(String part) throws IOException {
        if (part.startsWith("event")) {
          writing.countDown();
          try {
            reads.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }
      }
    };
  }

  @Test
  void slowClient_receivesTheLatestPictureAndNotAllBetween() throws Exception {
    var writing = new CountDownLatch(1);
    var slow = slow(writing).open(feed);
    publish(1);
    writing.await();
    publish(2);
    publish(3);

    reads.countDown();

    receives(slow, 3);
    assertThat(slow.received()).contains(event(1)).doesNotContain(event(2));
  }

  @Test
  void clientThatDoesNotRead_holdsUpNoOther() throws Exception {
    var writing = new CountDownLatch(1);
    var slow = slow(writing).open(feed);
    var other = new Client().open(feed);
    publish(1);
    writing.await();
    for (int n = 2; n <= 5; n++) {
      publish(n);
      receives(other, n);
    }
    assertThat(slow.received()).doesNotContain("event");
  }

  @Test
  void newViewer_receivesTheLatestPictureAtOnce() {
    publish(1);
    publish(2);

    var client = new Client().open(feed);

    receives(client, 2);
    assertThat(client.received()).doesNotContain(event(1));
    assertThat(client.response.getContentType()).startsWith("text/event-stream");
    assertThat(client.response.getHeader("Cache-Control")).isEqualTo("no-store");
    assertThat(client.response.getHeader("X-Accel-Buffering")).isEqualTo("no");
  }

  @Test
  void picture_isWrittenOnceForAllViewersAndNotAtAllWithoutOne() {
    var writes = new AtomicInteger();
    class Counted {
      public int getN() {
        return writes.incrementAndGet();
      }
    }
    feed.publish(new Counted());
    feed.publish(new Counted());
    assertThat(writes).hasValue(0);

    var one = new Client().open(feed);
    var two = new Client().open(feed);

    receives(one, 1);
    receives(two, 1);
  }

  @Test
  void viewersBeyondTheBound_areRejectedOverAllFeedsUntilOneLeaves() {
    var first = new Client().open(feed);
    new Client().open(audience.feed("other"));
    assertThatThrownBy(() -> new Client().open(feed))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("2 pages read");
    assertThat(meters.get("holdfast.streams.viewers").tag("stream", "test").gauge().value())
        .isEqualTo(VIEWERS_MAX);

    feed.end();

    await().until(first::hasEnded);
    var next = audience.feed("next");
    await().untilAsserted(() -> new Client().open(next));
  }

  @Test
  void silentStream_hasHeartbeats() {
    with(Duration.ofMillis(10), LONG, LONG);
    var client = new Client().open(feed);

    await().until(() -> client.received().startsWith(":\n\n".repeat(4)));
  }

  @Test
  void streamsEndWhenDrainingBegins_andNewOnesAreRejected() {
    var client = new Client().open(feed);

    inFlight.endConnections();

    await().until(client::hasEnded);
    assertThat(audience.viewers()).isZero();
    assertThatThrownBy(() -> new Client().open(feed)).hasMessageContaining("elsewhere");
    assertThat(audience.viewers()).as("places that are taken").isZero();
  }

  @Test
  void endedFeed_endsItsStreamsWithTheLatestPicture() {
    var client = new Client().open(feed);
    publish(1);
    receives(client, 1);

    publish(2);
    feed.end();

    await().until(client::hasEnded);
    assertThat(client.received()).endsWith(event(2));
    var later = new Client().open(feed);
    await().until(later::hasEnded);
    assertThat(later.received()).endsWith(event(2));
  }

  @Test
  void clientThatReadsTooSlowly_isDisconnectedWithinTheBound() {
    var writeMax = Duration.ofMillis(10);
    with(LONG, writeMax, LONG);
    var dripping =
        new Client() {
          @Override
          public void beforeWrite(String part) {
            long began = System.nanoTime();
            while (part.length() > 10 && System.nanoTime() - began <= writeMax.toNanos()) {
              Thread.onSpinWait();
            }
          }
        };
    dripping.open(feed);
    String large = "x".repeat(100_000);

    feed.publish(Map.of("large", large));

    await().until(dripping::hasEnded);
    assertThat(dripping.received().length()).as("characters written").isLessThan(20_000);
    assertThat(feed.viewers()).isZero();
  }

  @Test
  void clientThatHasGone_leavesItsPlace() {
    var gone =
        new Client() {
          @Override
          public void beforeWrite(String part) throws IOException {
            if (part.startsWith("event")) {
              throw new IOException("broken pipe");
            }
          }
        };
    gone.open(feed);
    publish(1);

    await().until(gone::hasEnded);
    assertThat(audience.viewers()).isZero();
  }

  @Test
  void stream_endsAfterItsTime() {
    with(LONG, LONG, Duration.ofMillis(100));
    var client = new Client().open(feed);

    await().until(client::hasEnded);
  }

  /** Each picture is old before it is written. */
  private Client behind(AtomicInteger pictures) {
    return new Client() {
      @Override
      public void beforeWrite(String part) {
        if (part.startsWith("event")) {
          publish(pictures.incrementAndGet());
        }
      }
    };
  }

  @Test
  void viewerThatIsAlwaysBehind_endsWithItsFeedAndAfterItsTime() {
    var pictures = new AtomicInteger();
    var client = behind(pictures).open(feed);
    publish(0);
    await().until(() -> pictures.get() > 3);
    feed.end();
    await().until(client::hasEnded);

    with(LONG, LONG, Duration.ofMillis(100));
    var later = behind(pictures).open(feed);
    publish(0);
    await().until(later::hasEnded);
  }

  @Test
  void requestWithABody_isRejected() {
    var client = new Client();
    client.request.setContent(new byte[1]);
    assertThatThrownBy(() -> client.open(feed)).hasMessageContaining("body: must be empty");
  }

  @Test
  void head_hasTheHeadersAndNoStream() {
    var client = new Client();
    client.request.setMethod("HEAD");
    client.open(feed);
    assertThat(client.response.getContentType()).startsWith("text/event-stream");
    assertThat(feed.viewers()).isZero();
  }
}
