package dev.holdfast;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How an instance ends. Together they have to fit into the grace that whoever ends it allows.
 *
 * @param readinessLead how long it still serves after it said that it is not ready, so that those
 *     who send requests here can learn of it
 * @param inFlightMax how long requests that are in progress may take to end
 * @param refusing how long new requests are still refused in words after the last of them, before
 *     nobody answers any more
 */
@Validated
@ConfigurationProperties("holdfast.shutdown")
public record ShutdownSettings(
    @DefaultValue("0s") @DurationMin(message = NEGATIVE) @DurationMax(minutes = 5, message = LONG)
        Duration readinessLead,
    @DefaultValue("8s") @DurationMin(message = NEGATIVE) @DurationMax(minutes = 5, message = LONG)
        Duration inFlightMax,
    @DefaultValue("500ms")
        @DurationMin(message = NEGATIVE)
        @DurationMax(minutes = 5, message = LONG)
        Duration refusing) {
  private static final String NEGATIVE = "must not be less than zero";
  private static final String LONG = "must be at most five minutes";
}
