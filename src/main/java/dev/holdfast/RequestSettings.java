package dev.holdfast;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of answering requests.
 *
 * @param waitMax how long a request may wait for Redis and for locks in all before it grows
 *     impatient; what it must still settle and release afterwards has bounds of its own
 */
@Validated
@ConfigurationProperties("holdfast.requests")
public record RequestSettings(
    @DefaultValue("1s") @DurationMin(millis = 1, message = "must be longer than zero")
        Duration waitMax) {}
