package dev.holdfast.load.config;

import java.util.List;

/** Every option that the killing of instances knows, as it is written and as it is explained. */
public enum KillOption implements NamedOption {
  SHORT("short", "", "fewer kills", "off"),
  KILLS("kills", "N", "how many instances are killed", "100; short 20"),
  REDIS_KILLS("redis-kills", "N", "how often Redis is killed and started again", "6; short 2"),
  CUSTOMERS("customers", "N", "how many customers there are at a time", "12"),
  STOCK("stock", "N", "units of a product", "10"),
  SEED("seed", "N", "what is ordered, and where instances die", "drawn, and printed"),
  WITH("with", "NAME=VALUE,...", "properties that the instances are started with", "none"),
  JAR("jar", "FILE", "the service to start", "built from this repository"),
  OUT("out", "DIR", "where the results go", "load-tests/report-kills");

  private final Text text;

  KillOption(String key, String form, String meaning, String standard) {
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
