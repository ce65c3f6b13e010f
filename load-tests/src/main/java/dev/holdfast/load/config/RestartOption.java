package dev.holdfast.load.config;

import java.util.List;

/** Every option that the rolling restart knows, as it is written and as it is explained. */
public enum RestartOption implements NamedOption {
  SHORT("short", "", "fewer orders, and instances that start faster", "off"),
  STRATEGIES("strategies", "A,B", "strategies to run, one after another", "redis-script"),
  RATE("rate", "N", "orders that arrive per second, whatever the answers take", "150; short 60"),
  DURATION("duration", "5m", "how long the load of a strategy may last at most", "5m; short 3m"),
  STOCK("stock", "N", "units of a product, on average", "40"),
  LOSE("lose", "N", "one in so many answers is lost on its way to the customer", "100"),
  SEED("seed", "N", "order of the orders", "drawn, and printed"),
  WITH(
      "with",
      "NAME=VALUE,...",
      "properties that the instances are started with",
      "holdfast.shutdown.readiness-lead=1s"),
  SABOTAGE(
      "sabotage",
      "new-keys|data-loss",
      "breaks something on purpose, to see the command fail",
      "none"),
  JAR("jar", "FILE", "the service to start", "built from this repository"),
  FROM_JAR(
      "from-jar",
      "FILE",
      "an older version: instances begin as it, become the new one, go back, and become new again",
      "none: one version"),
  OUT("out", "DIR", "where the results go", "load-tests/report-restart");

  private final Text text;

  RestartOption(String key, String form, String meaning, String standard) {
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
