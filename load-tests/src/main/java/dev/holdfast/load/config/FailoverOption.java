package dev.holdfast.load.config;

import java.util.List;

/** Every option that the failover knows, as it is written and as it is explained. */
public enum FailoverOption implements NamedOption {
  SHORT("short", "", "four rounds, and instances that are given less time", "off"),
  ROUNDS("rounds", "A,B", "rounds to run, by name; a wrong name lists them", "all; short: four"),
  STRATEGIES(
      "strategies",
      "A,B",
      "strategies to sell by; one that a setup does not offer is left out there",
      "redis-script,redis-decrby,redis-cas,redisson-lock,redisson-semaphore"),
  RATE("rate", "N", "orders that arrive per second, whatever the answers take", "75; short 60"),
  SEED("seed", "N", "what is ordered, and of which instance", "drawn, and printed"),
  WITH("with", "NAME=VALUE,...", "properties that the instances are started with", "none"),
  JAR("jar", "FILE", "the service to start", "built from this repository"),
  OUT("out", "DIR", "where the report goes", "load-tests/report-failover");

  private final Text text;

  FailoverOption(String key, String form, String meaning, String standard) {
    this.text = new Text(key, form, meaning, standard);
  }

  @Override
  public Text text() {
    return text;
  }

  /** All options, one a line. */
  public static String help() {
    return NamedOption.help(List.of(values()));
  }
}
