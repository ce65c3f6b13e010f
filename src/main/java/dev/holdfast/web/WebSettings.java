package dev.holdfast.web;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of HTTP requests.
 *
 * @param bodyBytesMax the largest body
 * @param jsonDepthMax how deep JSON may be nested
 * @param headTimeMax how long the head of a request may take in all; a wait for more of it is
 *     bounded by {@code server.tomcat.connection-timeout}
 * @param bodyTimeMax how long the body of a request may take in all; a wait for more of it is
 *     bounded likewise
 */
@Validated
@ConfigurationProperties("holdfast.web")
public record WebSettings(
    @DefaultValue("65536") int bodyBytesMax,
    @DefaultValue("16") int jsonDepthMax,
    @DefaultValue("10s")
        @DurationMin(millis = 100, message = "must be at least 100ms")
        @DurationMax(minutes = 2, message = "must be at most two minutes")
        Duration headTimeMax,
    @DefaultValue("10s")
        @DurationMin(millis = 100, message = "must be at least 100ms")
        @DurationMax(minutes = 2, message = "must be at most two minutes")
        Duration bodyTimeMax) {}
