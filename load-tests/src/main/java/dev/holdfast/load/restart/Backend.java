package dev.holdfast.load.restart;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** One instance as the balancer sees it. Only one that was found ready is sent anything new. */
final class Backend {
  private final URI target;
  private final AtomicInteger brokenOff = new AtomicInteger();
  private volatile boolean ready;

  Backend(URI target) {
    this.target = target;
  }

  URI target() {
    return target;
  }

  boolean isReady() {
    return ready;
  }

  void found(boolean ready) {
    this.ready = ready;
  }

  /** It had a request, and the connection ended before the whole answer was there. */
  void brokeOff() {
    brokenOff.incrementAndGet();
  }

  int brokenOff() {
    return brokenOff.get();
  }
}
