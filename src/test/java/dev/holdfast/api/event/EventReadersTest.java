package dev.holdfast.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.api.event.EventReaders.Answer;
import dev.holdfast.order.EventLog;
import dev.holdfast.order.OrderEvent;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers that wait for the next event. */
class EventReadersTest {
  private static final int WAITING_MAX = 2;

  /** Longer than any test: a reader that answers has not waited for its end. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Memory log = new Memory();
  private final EventReaders readers = new EventReaders(log, WAITING_MAX, Duration.ofSeconds(10));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    // Also ends readers that wait on when they should not.
    threads.shutdownNow();
    threads.close();
  }

  /** A log in memory, whose positions are numbers. */
  private static final class Memory implements EventLog {
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();
    private final List<OrderEvent> events = new ArrayList<>();
    volatile Runnable afterRead = () -> {};
    volatile boolean away;

    synchronized void add(String order) {
      String next = Integer.toString(events.size() + 1);
      events.add(new OrderEvent(order, 1, "RESERVED", Instant.EPOCH, next));
    }

    @Override
    public synchronized String end() {
      ends.incrementAndGet();
      if (away) {
        throw new StoreUnavailableException("away", null);
      }
      return Integer.toString(events.size());
    }

    @Override
    public String beginning() {
      return "0";
    }

    @Override
    public ReadResult read(@Nullable String after, int limit) {
      ReadResult result = page(after == null ? 0 : Integer.parseInt(after), limit);
      reads.incrementAndGet();
      afterRead.run();
      return result;
    }

    @Override
    public String afterGap(String after) {
      throw new UnsupportedOperationException();
    }

    private synchronized ReadResult page(int from, int limit) {
      if (from > events.size()) {
        return new ReadResult.Gone();
      }
      int to = Math.min(events.size(), from + limit);
      return new ReadResult.Page(List.copyOf(events.subList(from, to)), Integer.toString(to));
    }
  }

  private Future<Answer> reading(@Nullable String after, Duration wait) {
    return threads.submit(() -> readers.read(after, 10, wait));
  }

  private void awaitWaiting(int count) {
    await("readers wait").until(() -> readers.waiting() == count);
  }

  /** The first look of all is a change to those that wait; they have read again, in vain. */
  private void lookInVain() {
    int before = log.reads.get();
    int again = readers.waiting();
    readers.look();
    await("they have read again").until(() -> log.reads.get() == before + again);
  }

  private static List<String> orders(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Read.class);
    var page = (EventLog.ReadResult.Page) ((Answer.Read) answer).result();
    return page.events().stream().map(OrderEvent::order).toList();
  }

  private static Answer of(Future<Answer> answer) throws Exception {
    return answer.get(60, TimeUnit.SECONDS);
  }

  @Test
  void whatIsThereIsAnsweredAtOnce() {
    log.add("a");
    assertThat(orders(readers.read(null, 10, LONG))).containsExactly("a");
    assertThat(orders(readers.read("1", 10, Duration.ZERO))).isEmpty();
    assertThat(readers.read("2", 10, LONG))
        .isEqualTo(new Answer.Read(new EventLog.ReadResult.Gone()));
  }

  @Test
  void oneLookAnswersAllThatWait() throws Exception {
    log.add("a");
    var one = reading("1", LONG);
    var two = reading(EventReaders.LATEST, LONG);
    awaitWaiting(2);
    lookInVain();
    log.add("b");
    int before = log.ends.get();
    readers.look();
    assertThat(orders(of(one))).containsExactly("b");
    assertThat(orders(of(two))).containsExactly("b");
    assertThat(log.ends).hasValue(before + 1);
    awaitWaiting(0);
  }

  /** It comes, and is looked for, between the read that finds none and the wait. */
  @Test
  void whatComesBeforeTheWaitBeginsIsNotMissed() throws Exception {
    var other = reading("0", LONG);
    awaitWaiting(1);
    lookInVain();
    var between = new CompletableFuture<Void>();
    var go = new CompletableFuture<Void>();
    log.afterRead =
        () -> {
          log.afterRead = () -> {};
          between.complete(null);
          go.join();
        };
    var reader = reading("0", LONG);
    between.join();
    log.add("a");
    readers.look();
    go.complete(null);
    assertThat(orders(of(reader))).containsExactly("a");
    assertThat(orders(of(other))).containsExactly("a");
  }

  @Test
  void noneIsLookedForWhileNoneWaits() {
    readers.look();
    assertThat(log.ends).hasValue(0);
  }

  @Test
  void aWaitEndsWithoutEvents() {
    var answer = readers.read("0", 10, Duration.ofMillis(20));
    assertThat(orders(answer)).isEmpty();
    assertThat(readers.waiting()).isZero();
  }

  @Test
  void moreReadersThanMayDoNotWait() throws Exception {
    var one = reading("0", LONG);
    var two = reading("0", LONG);
    awaitWaiting(WAITING_MAX);
    assertThat(of(reading("0", LONG))).isInstanceOf(Answer.TooMany.class);
    assertThat(orders(readers.read("0", 10, Duration.ZERO))).isEmpty();
    log.add("a");
    readers.look();
    assertThat(orders(of(one))).containsExactly("a");
    assertThat(orders(of(two))).containsExactly("a");
    var three = reading("1", LONG);
    awaitWaiting(1);
    readers.end();
    assertThat(orders(of(three))).isEmpty();
  }

  @Test
  void theEndOfTheInstanceAnswersThemAndLetsNoneWait() throws Exception {
    var waiting = reading("0", LONG);
    awaitWaiting(1);
    readers.end();
    assertThat(orders(of(waiting))).isEmpty();
    assertThat(of(reading("0", LONG))).isInstanceOf(Answer.Ending.class);
    log.add("a");
    assertThat(orders(readers.read("0", 10, LONG))).containsExactly("a");
  }

  /** A look that failed is repeated; the event that it did not see is seen then. */
  @Test
  void aStoreThatIsAwayForAWhileEndsNoWait() throws Exception {
    var waiting = reading("0", LONG);
    awaitWaiting(1);
    lookInVain();
    log.away = true;
    log.add("a");
    assertThatThrownBy(readers::look).isInstanceOf(StoreUnavailableException.class);
    log.away = false;
    readers.look();
    assertThat(orders(of(waiting))).containsExactly("a");
  }
}
