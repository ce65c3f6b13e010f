package dev.holdfast.journal;

import dev.holdfast.journal.JournalFile.Left;
import dev.holdfast.order.EventLog;
import dev.holdfast.order.EventLog.ReadResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Copies the event log into the journal, event by event in its order. Of all instances that share
 * the file one does so at a time: the holder of the lock. It goes on after the position that the
 * last whole line names. The others try for the lock again and again; the death of the holder frees
 * it. For one thread, but for its meters.
 *
 * <p>The file is the memory: what an instance knew when it let go of the lock counts only where no
 * file has a line of later.
 */
final class Journal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  /** After so many pages a run ends, so that it can be stopped; the next one goes on. */
  private static final int PAGES_MAX = 50;

  private final EventLog events;
  private final JournalFiles files;
  private final JournalSettings settings;
  private final Duration retryPause;
  private final JournalFile.Appender appender;
  private final JournalMeters meters;
  private final ProcessLock lock;

  private @Nullable JournalFile file;
  private @Nullable String position;
  private @Nullable Left left;
  private boolean isLost;
  private boolean saidGap;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile boolean isClosed;
  private @Nullable JournalFaultException fault;
  private long faultAt;

  /**
   * @param retryPause how long to leave the lock to others after a fault
   */
  Journal(
      EventLog events,
      JournalSettings settings,
      Duration retryPause,
      JournalFile.Appender appender,
      MeterRegistry registry) {
    this.events = events;
    this.files = new JournalFiles(Path.of(settings.path()));
    this.settings = settings;
    this.retryPause = retryPause;
    this.appender = appender;
    this.meters = new JournalMeters(registry, settings.interval(), System::nanoTime);
    this.lock = new ProcessLock(files.lock());
  }

  /**
   * Copies what is new, if this is the holder of the lock, or can become it.
   *
   * @throws JournalFaultException when the journal cannot be written, or the event log not be read.
   *     The lock is free then: another instance may be able to
   */
  void run() {
    turn.lock();
    try {
      if (!isClosed) {
        copyAsHolder();
      }
    } finally {
      turn.unlock();
      if (isClosed) {
        close();
      }
    }
  }

  private void copyAsHolder() {
    if (fault != null && System.nanoTime() - faultAt < retryPause.toNanos()) {
      throw fault;
    }
    boolean holder = guarded(lock::tryAcquire);
    meters.turn(holder);
    if (!holder) {
      forget();
      if (fault != null && meters.isBehind()) {
        // The holder of this moment may fail as well.
        throw fault;
      }
      fault = null;
      return;
    }
    boolean caughtUp = guarded(this::copy);
    fault = null;
    meters.copied(caughtUp);
  }

  /** A step that may end with a fault. */
  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T guarded(Step<T> step) {
    try {
      return step.run();
    } catch (IOException e) {
      throw failed("the journal %s cannot be written: %s".formatted(files.active(), said(e)), e);
    } catch (RuntimeException | Error e) {
      // An error of one run, of a class that is not found, must not keep the lock for good.
      throw failed("the journal %s is not written: %s".formatted(files.active(), said(e)), e);
    }
  }

  private static String said(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private JournalFaultException failed(String message, Throwable cause) {
    var failed = new JournalFaultException(message, cause);
    fault = failed;
    faultAt = System.nanoTime();
    meters.failed();
    forget();
    try {
      lock.release();
    } catch (IOException e) {
      failed.addSuppressed(e);
    }
    return failed;
  }

  /** What another holder may write from now on counts instead. */
  private void forget() {
    closeFile();
    position = null;
  }

  private void closeFile() {
    if (file != null) {
      Left last = file.left();
      left = last == null ? left : last;
      try {
        file.close();
      } catch (IOException e) {
        log.debug("the journal could not be closed", e);
      }
      file = null;
    }
  }

  /** The file, ready for its next line. */
  private JournalFile opened() throws IOException {
    if (file != null && !file.isAsLeft()) {
      isLost = true;
      closeFile();
    }
    JournalFile own = file;
    if (own == null) {
      own = JournalFile.open(files, settings.sizeMax(), settings.keep(), appender, left);
      file = own;
      position = own.position();
      isLost |= own.isLost();
    }
    if (isLost) {
      sayLost(own);
    }
    return own;
  }

  /** The copy goes on in a new file: what was in the lost one is wherever that is now. */
  private void sayLost(JournalFile own) throws IOException {
    if (position != null) {
      own.append(List.of(JournalLine.fileLost(position)));
    }
    isLost = false;
    meters.gap(JournalMeters.Gap.FILE_LOST);
    log.warn("{} was deleted, renamed or changed; the copy goes on in a new one", files.active());
  }

  /** Answers whether the file has all events. */
  private boolean copy() throws IOException {
    for (int i = 0; i < PAGES_MAX && !isClosed; i++) {
      JournalFile own = opened();
      String from = position == null ? events.beginning() : position;
      switch (events.read(from, settings.batchMax())) {
        case ReadResult.Page(var _, var next) when events.isRenumbered(from, next) ->
            passPromotion(own, from);
        case ReadResult.Page(var page, var next) -> {
          boolean caughtUp = page.isEmpty() && next.equals(from);
          own.append(page.stream().map(JournalLine::of).toList());
          meters.lines(page.size());
          position = next;
          if (caughtUp) {
            saidGap = false;
            return true;
          }
        }
        case ReadResult.Gone() -> passGap(own, from);
        case ReadResult.Off() -> throw new JournalFaultException("no events are kept");
        case ReadResult.NotAPosition() ->
            throw new JournalFaultException("its last line is not of this store");
      }
    }
    return false;
  }

  /** The store has another primary: what follows may repeat lines, or take the place of some. */
  private void passPromotion(JournalFile own, String from) throws IOException {
    String next = events.afterGap(from);
    own.append(List.of(JournalLine.promotion(from, next)));
    log.warn(
        "the store was promoted: lines of {} may come again, under positions after {}",
        files.active(),
        next);
    position = next;
  }

  private void passGap(JournalFile own, String from) throws IOException {
    String next = events.afterGap(from);
    own.append(List.of(JournalLine.gap(position, next)));
    if (position == null) {
      log.info("the journal {} begins after events that were trimmed", files.active());
    } else {
      reportGap(next);
    }
    position = next;
  }

  private void reportGap(String next) {
    meters.gap(JournalMeters.Gap.TRIMMED);
    log.atLevel(saidGap ? Level.DEBUG : Level.WARN)
        .log(
            "events between {} and {} were gone before the journal {} had them",
            position,
            next,
            files.active());
    saidGap = true;
  }

  /** Lets it run again after it was closed. */
  void open() {
    isClosed = false;
  }

  /**
   * Lets others have the lock. Safe for use by another thread than that of {@link #run}: a run that
   * is under way keeps the lock until its end, so that there are never two writers.
   */
  @Override
  public void close() {
    isClosed = true;
    if (!turn.tryLock()) {
      return;
    }
    try {
      forget();
      lock.close();
    } catch (IOException e) {
      log.debug("the lock of the journal could not be closed", e);
    } finally {
      turn.unlock();
    }
  }
}
