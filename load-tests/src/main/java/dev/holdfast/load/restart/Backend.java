package dev.holdfast.load.restart;

import java.net.URI;

/** One instance as the balancer sees it. Only one that was found ready is sent anything new. */
final class Backend {
  private final URI target;
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
}
