package dev.holdfast.lab;

import dev.holdfast.settings.Setting;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An instance that dies on purpose, so that it can be seen what becomes of its orders.
 *
 * @param at the point at which the instance halts; none by default
 * @param time at which passing of that point, counted from 1
 */
@ConfigurationProperties("holdfast.lab.crash")
public record CrashSettings(@Nullable CrashPoint at, @DefaultValue("1") int time) {
  public CrashSettings {
    Setting.of("holdfast.lab.crash.time", time).between(1, 1_000_000);
  }
}
