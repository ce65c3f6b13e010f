package dev.holdfast.strategy.script;

import dev.holdfast.runtime.Deadline;
import dev.holdfast.runtime.WheelTimeout;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Combines concurrent requests under the same key into batches. Each key has one call in flight at
 * a time. A request that finds no call in flight is sent at once; the others wait and form the next
 * batch, which is sent when the reply arrives. So no request waits to fill a batch, and keys do not
 * wait for each other.
 *
 * <p>The thread that sends the next batch decides how large it is. If the thread that delivers the
 * reply sends it, it leaves at once, which keeps the store busy. If a new virtual thread sends it,
 * threads that are ready to run may add their requests first. An idle machine then sends it as
 * soon, and a busy one sends fewer and larger batches.
 *
 * <p>A key without requests takes no memory. Safe for use by many threads.
 *
 * @param <K> a key; each has calls of its own
 * @param <Q> a request
 * @param <A> its reply
 */
public final class GroupCommitQueue<K, Q, A> {
  private static final Logger log = LoggerFactory.getLogger(GroupCommitQueue.class);

  /** Sends one call. */
  @FunctionalInterface
  public interface Sender<K, Q, A> {
    /**
     * Sends a batch and does not wait. It must deliver the replies, or a fault, in bounded time.
     */
    void send(K key, List<Q> questions, Answers<A> answers);
  }

  /** Receives the replies of one call: one for each request in their order, or the fault of all. */
  @FunctionalInterface
  public interface Answers<A> {
    void come(@Nullable List<? extends A> answers, @Nullable RuntimeException fault);

    /**
     * Makes a call that blocks in a thread of its own. It delivers the answers; one that an {@link
     * Error} ends before delivers a fault, so that its lane goes on.
     */
    default void from(Runnable call) {
      Thread.startVirtualThread(() -> {
        try {
          call.run();
        } finally {
          // After an answer this has no effect.
          come(null, new OutcomeUnknownException("the call ended without an answer", null));
        }
      });
    }
  }

  private final ConcurrentHashMap<K, Lane> lanes = new ConcurrentHashMap<>();
  private final int batchMax;
  private final int queueMax;
  private final Duration waitMax;
  private final Sender<K, Q, A> sender;
  private final Executor next;

  /**
   * @param batchMax the most questions in one call
   * @param queueMax how many may wait for their call under one key
   * @param waitMax how long a question waits in all
   * @param next makes the call that follows one that was answered
   */
  public GroupCommitQueue(
      int batchMax, int queueMax, Duration waitMax, Sender<K, Q, A> sender, Executor next) {
    this.batchMax = batchMax;
    this.queueMax = queueMax;
    this.waitMax = waitMax;
    this.sender = sender;
    this.next = next;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @return empty when too many wait already; then nothing is asked
   * @throws StoreUnavailableException when it was not asked, or its call was not sent
   * @throws OutcomeUnknownException when it was sent and no answer came in time
   */
  public Optional<A> ask(K key, Q question) {
    long waitNanos = Deadline.atMost(waitMax).toNanos();
    if (waitNanos <= 0) {
      throw new StoreUnavailableException("no time is left to ask", null);
    }
    Waiting<Q, A> waiting = enter(key, question);
    if (waiting == null) {
      return Optional.empty();
    }
    WheelTimeout timeout = WheelTimeout.after(waitNanos, () -> giveUp(key, waiting));
    if (!waiting.await()) {
      giveUp(key, waiting);
    }
    timeout.cancel();
    return Optional.of(waiting.answer());
  }

  /** How many wait for their call now, under all keys. */
  public int waiting() {
    ToIntFunction<Lane> queued = Lane::size;
    return lanes.values().stream().mapToInt(queued).sum();
  }

  /** Queues a question, and sends it if no call is under way. Null when too many wait. */
  @Nullable Waiting<Q, A> enter(K key, Q question) {
    var waiting = new Waiting<Q, A>(question);
    while (true) {
      Lane lane = lanes.computeIfAbsent(key, Lane::new);
      switch (lane.add(waiting)) {
        case FIRST -> {
          sendFrom(lane);
          return waiting;
        }
        case QUEUED -> {
          return waiting;
        }
        case FULL -> {
          return null;
        }
        case GONE -> Thread.onSpinWait();
      }
    }
  }

  /** Ends the wait for a reply: a request that has not been sent yet never will be. */
  private void giveUp(K key, Waiting<Q, A> waiting) {
    Lane lane = lanes.get(key);
    if (lane != null && lane.remove(waiting)) {
      waiting.end(null, new StoreUnavailableException("not sent in time", null));
    } else {
      // The answer may have come this very moment; then it stays.
      waiting.end(null, new OutcomeUnknownException("sent, but not answered in time", null));
    }
  }

  /** Sends the next batch after a reply. */
  private void sendNext(Lane lane) {
    if (lane.size() == 0) {
      sendFrom(lane);
      return;
    }
    try {
      next.execute(() -> sendFrom(lane));
    } catch (RejectedExecutionException e) {
      sendFrom(lane);
    }
  }

  /**
   * Sends batch after batch as long as replies come at once; else the thread that delivers a reply
   * goes on.
   */
  private void sendFrom(Lane lane) {
    while (true) {
      List<Waiting<Q, A>> batch = lane.next();
      if (batch.isEmpty()) {
        return;
      }
      var call = new Call(lane, batch);
      call.send();
      if (!call.isAnswered()) {
        return;
      }
    }
  }

  private enum Entry {
    /** No call is in flight: the thread that entered sends. */
    FIRST,
    QUEUED,
    FULL,
    /** The last answer came this moment, and the lane is no more. */
    GONE
  }

  /** The requests of one key. It exists while a call is in flight. */
  private final class Lane {
    private final K key;
    private final ArrayDeque<Waiting<Q, A>> queue = new ArrayDeque<>();
    private boolean calling;
    private boolean gone;

    Lane(K key) {
      this.key = key;
    }

    synchronized Entry add(Waiting<Q, A> waiting) {
      if (gone) {
        return Entry.GONE;
      }
      if (queue.size() >= queueMax) {
        return Entry.FULL;
      }
      queue.add(waiting);
      if (calling) {
        return Entry.QUEUED;
      }
      calling = true;
      return Entry.FIRST;
    }

    /** The next batch. When it is empty the lane ends. */
    synchronized List<Waiting<Q, A>> next() {
      if (queue.isEmpty()) {
        gone = true;
        lanes.remove(key, this);
        return List.of();
      }
      int size = Math.min(batchMax, queue.size());
      var batch = new ArrayList<Waiting<Q, A>>(size);
      for (int i = 0; i < size; i++) {
        batch.add(queue.remove());
      }
      return batch;
    }

    synchronized boolean remove(Waiting<Q, A> waiting) {
      return queue.remove(waiting);
    }

    synchronized int size() {
      return queue.size();
    }
  }

  private enum Progress {
    SENDING,
    SENT,
    ANSWERED
  }

  /** One call. */
  private final class Call implements Answers<A> {
    private final Lane lane;
    private final List<Waiting<Q, A>> batch;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.SENDING);

    Call(Lane lane, List<Waiting<Q, A>> batch) {
      this.lane = lane;
      this.batch = batch;
    }

    void send() {
      try {
        var questions = new ArrayList<Q>(batch.size());
        for (Waiting<Q, A> waiting : batch) {
          questions.add(waiting.question());
        }
        sender.send(lane.key, questions, this);
      } catch (RuntimeException e) {
        come(null, e);
      } catch (Error e) {
        // Without an answer the lane would never send again.
        come(null, new OutcomeUnknownException("the sender failed: " + e, e));
        log.error("a batch could not be sent", e);
      }
    }

    /** Whether the reply has come already, so that the sending thread has to go on. */
    boolean isAnswered() {
      return !progress.compareAndSet(Progress.SENDING, Progress.SENT);
    }

    @Override
    public void come(@Nullable List<? extends A> answers, @Nullable RuntimeException fault) {
      Progress before = progress.getAndSet(Progress.ANSWERED);
      if (before == Progress.ANSWERED) {
        return;
      }
      if (before == Progress.SENT) {
        sendNext(lane);
      }
      for (int i = 0; i < batch.size(); i++) {
        if (answers != null && i < answers.size()) {
          batch.get(i).end(answers.get(i), null);
        } else {
          batch.get(i).end(null, fault != null ? fault : new IllegalStateException("no answer"));
        }
      }
    }
  }

  /** One request, whose thread waits for its outcome. */
  static final class Waiting<Q, A> {
    private final Q question;
    private final Thread thread = Thread.currentThread();
    private final AtomicReference<@Nullable End<A>> end = new AtomicReference<>();

    /** The outcome: either of the two. */
    private record End<A>(@Nullable A answer, @Nullable RuntimeException fault) {}

    Waiting(Q question) {
      this.question = question;
    }

    Q question() {
      return question;
    }

    /** Ends it, unless it has ended. */
    void end(@Nullable A answer, @Nullable RuntimeException fault) {
      if (end.compareAndSet(null, new End<>(answer, fault))) {
        LockSupport.unpark(thread);
      }
    }

    boolean hasEnded() {
      return end.get() != null;
    }

    /** Waits until it has ended; false when an interrupt, which stays, ends the wait before. */
    private boolean await() {
      while (!hasEnded()) {
        if (thread.isInterrupted()) {
          return false;
        }
        LockSupport.park(this);
      }
      return true;
    }

    /** The answer, once it has ended; a fault is thrown anew, since it may be that of many. */
    A answer() {
      End<A> ended = end.get();
      if (ended == null) {
        throw new IllegalStateException("it has not ended");
      }
      if (ended.answer() != null) {
        return ended.answer();
      }
      throw switch (ended.fault()) {
        case StoreUnavailableException e ->
            new StoreUnavailableException("its call was not sent: " + e.getMessage(), e);
        case null, default ->
            new OutcomeUnknownException("its call failed: " + ended.fault(), ended.fault());
      };
    }
  }
}
