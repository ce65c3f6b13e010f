package dev.holdfast.redis.topology;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Which server this instance takes for the master. All connections of the instance belong to one
 * view: a change of it ends them together, so that nothing is written to two masters. Safe for use
 * by many threads.
 */
public final class MasterView {
  /**
   * One view.
   *
   * @param number rises with every view, and is never used again
   * @param host empty while the master is not known, and on a Cluster, which has many
   * @param port 0 where there is no host
   */
  public record View(long number, String host, int port) {
    /** Whether this view names a master. */
    public boolean isKnown() {
      return !host.isEmpty();
    }

    /** Whether another view names the same address. */
    boolean isAt(String otherHost, int otherPort) {
      return host.equals(otherHost) && port == otherPort;
    }

    @Override
    public String toString() {
      return isKnown() ? host + ":" + port : "no master";
    }
  }

  private static final long NOT_READ_ONLY = Long.MIN_VALUE;

  private final List<Consumer<View>> listeners = new CopyOnWriteArrayList<>();
  private volatile View current;
  private volatile long readOnlySince = NOT_READ_ONLY;

  private MasterView(View first) {
    current = first;
  }

  /** A view of a master that is at an address. */
  public static MasterView at(String host, int port) {
    return new MasterView(new View(1, host, port));
  }

  /** A view without an address: of a Cluster, or of a master that is still to be asked for. */
  public static MasterView unknown() {
    return new MasterView(new View(0, "", 0));
  }

  /** The current view. */
  public View current() {
    return current;
  }

  /**
   * Has a listener called with every later view, in their order, on the thread that found out. It
   * must not wait for anything.
   */
  public void onChange(Consumer<View> listener) {
    listeners.add(listener);
  }

  /**
   * How long the master has refused writes because it is a replica; zero while it takes them, or
   * cannot be asked. It ends when a connection to a master is made.
   */
  public Duration readOnlyFor() {
    long since = readOnlySince;
    return since == NOT_READ_ONLY
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(1, System.nanoTime() - since));
  }

  /** The master is at another address now; the same address changes nothing. */
  synchronized void switchTo(String host, int port) {
    if (!current.isAt(host, port)) {
      change(new View(current.number() + 1, host, port));
    }
  }

  /**
   * What is behind the address may be another server now.
   *
   * @param number of the view that ended; if a newer one has begun nothing changes
   * @return whether it was the current one
   */
  synchronized boolean renew(long number) {
    boolean isCurrent = current.number() == number;
    if (isCurrent) {
      change(new View(number + 1, current.host(), current.port()));
    }
    return isCurrent;
  }

  private void change(View next) {
    current = next;
    listeners.forEach(listener -> listener.accept(next));
  }

  /** The server of the current view turned out to be a replica. */
  synchronized void refused() {
    if (readOnlySince == NOT_READ_ONLY) {
      readOnlySince = System.nanoTime();
    }
  }

  /** A connection to a master was made. */
  void accepted() {
    readOnlySince = NOT_READ_ONLY;
  }
}
