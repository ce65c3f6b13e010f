package dev.holdfast.lab;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The lab: unsafe strategies and experiments.
 *
 * @param enabled whether the lab is open; by default it is where the service binds to loopback
 *     only, except in production
 * @param raceWindow how long every strategy is held between its check and its take
 */
@ConfigurationProperties("holdfast.lab")
public record LabSettings(@Nullable Boolean enabled, @DefaultValue("0") Duration raceWindow) {}
