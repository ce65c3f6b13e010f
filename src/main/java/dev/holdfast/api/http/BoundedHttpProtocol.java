package dev.holdfast.api.http;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP with a bound on how long the head of a request may take in all. Tomcat itself
 * bounds each wait for more of it only, so that a byte every few seconds would hold a connection
 * for hours.
 *
 * <p>Public, with a constructor without parameters, since Tomcat makes it by its name.
 */
public final class BoundedHttpProtocol extends Http11NioProtocol {
  private static final long LOOK_EVERY_MILLIS = 500;

  private volatile long headNanosMax = Long.MAX_VALUE;
  private @Nullable ScheduledFuture<?> looking;

  void setHeadTimeMax(Duration max) {
    headNanosMax = max.toNanos();
  }

  @Override
  public void start() throws Exception {
    super.start();
    looking =
        getUtilityExecutor()
            .scheduleWithFixedDelay(
                this::closeSlow, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() throws Exception {
    if (looking != null) {
      looking.cancel(false);
    }
    super.stop();
  }

  private void closeSlow() {
    long now = System.nanoTime();
    for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
      if (isSlow(connection, now)) {
        connection.close();
      }
    }
  }

  /**
   * Only a connection that waits for more of a head has a processor whose request has begun, beside
   * one with an open stream.
   */
  private boolean isSlow(SocketWrapperBase<NioChannel> connection, long now) {
    if (connection.getCurrentProcessor() instanceof AbstractProcessor processor
        && !processor.isAsync()) {
      long began = processor.getRequest().getStartTimeNanos();
      return began != -1 && now - began > headNanosMax;
    }
    return false;
  }
}
