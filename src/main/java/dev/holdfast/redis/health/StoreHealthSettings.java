package dev.holdfast.redis.health;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How an instance finds out whether the store can be used.
 *
 * @param writeInterval the pause between two writes that are tried in every partition
 * @param readOnlyMax how long the store may answer READONLY before this instance is not ready
 * @param peerTimeout how long another instance may take to say whether it reaches the store
 * @param peersMax how many other instances are asked at most
 */
@Validated
@ConfigurationProperties("holdfast.store-health")
public record StoreHealthSettings(
    @DefaultValue("3s")
        @DurationMin(millis = 100, message = "must be at least 100 ms")
        @DurationMax(minutes = 1, message = "must be at most a minute")
        Duration writeInterval,
    @DefaultValue("3s")
        @DurationMin(millis = 100, message = "must be at least 100 ms")
        @DurationMax(minutes = 5, message = "must be at most five minutes")
        Duration readOnlyMax,
    @DefaultValue("300ms")
        @DurationMin(millis = 10, message = "must be at least 10 ms")
        @DurationMax(seconds = 5, message = "must be at most 5 s")
        Duration peerTimeout,
    @DefaultValue("3")
        @Min(value = 1, message = "must be at least 1")
        @Max(value = 8, message = "must be at most 8")
        int peersMax) {}
