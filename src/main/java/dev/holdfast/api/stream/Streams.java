package dev.holdfast.api.stream;

import dev.holdfast.api.http.InFlightRequests;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the {@link Audience}s of this instance, and ends their streams when draining begins. Safe
 * for use by many threads.
 */
@Component
@EnableConfigurationProperties(StreamSettings.class)
public final class Streams {
  private final StreamSettings settings;
  private final JsonMapper json;
  private final MeterRegistry meters;
  private final List<Audience> audiences = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  /**
   * @param inFlight announces that draining begins
   */
  public Streams(
      StreamSettings settings, JsonMapper json, MeterRegistry meters, InFlightRequests inFlight) {
    this.settings = settings;
    this.json = json;
    this.meters = meters;
    inFlight.onEnding(this::end);
  }

  /**
   * Makes an audience. It lasts as long as the service: one is made for each kind of stream, not
   * for each feed.
   *
   * @param name the kind, which labels its gauge {@code holdfast.streams.viewers}
   * @param viewersMax how many viewers all of its feeds have at once, together
   */
  public Audience audience(String name, int viewersMax) {
    var audience = new Audience(settings, json, viewersMax);
    Gauge.builder("holdfast.streams.viewers", audience, Audience::viewers)
        .description("Pages that read a stream of this instance")
        .tag("stream", name)
        .register(meters);
    audiences.add(audience);
    if (ended) {
      audience.end();
    }
    return audience;
  }

  private void end() {
    ended = true;
    audiences.forEach(Audience::end);
  }
}
