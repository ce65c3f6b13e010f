package dev.holdfast.boot;

import dev.holdfast.api.http.InFlightRequests;
import dev.holdfast.runtime.LifecyclePhases;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Ends the service's work before anything else ends: first it still serves for a while, then new
 * requests are refused while those in progress come to their end, and only then does the server
 * stop to listen. That it is not ready any more was said before, by Boot, as soon as its end began.
 */
@Component
final class Draining implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Draining.class);

  private final InFlightRequests inFlightRequests;
  private final ShutdownSettings settings;
  private volatile boolean running;

  Draining(InFlightRequests inFlightRequests, ShutdownSettings settings) {
    this.inFlightRequests = inFlightRequests;
    this.settings = settings;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    try {
      drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      inFlightRequests.close();
      running = false;
    }
  }

  private void drain() throws InterruptedException {
    Duration lead = settings.readinessLead();
    log.info(
        "This instance ends: it is not ready any more{}",
        lead.isZero() ? "" : ", and takes requests for another " + lead.toMillis() + " ms");
    inFlightRequests.endConnections();
    Thread.sleep(lead);
    inFlightRequests.close();
    int left = inFlightRequests.awaitNoneInside(settings.inFlightMax());
    if (left > 0) {
      log.warn(
          "{} requests are still in progress after {} ms, and are given up",
          left,
          settings.inFlightMax().toMillis());
    }
    Thread.sleep(settings.refusing());
    log.info("All requests have ended; {} new ones were refused", inFlightRequests.refused());
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return LifecyclePhases.DRAINING;
  }
}
