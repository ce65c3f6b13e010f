package dev.holdfast.load.config;

import java.util.List;

/** Every option that the campaign knows, as it is written and as it is explained. */
public enum Option implements NamedOption {
  SHORT(
      "short",
      "",
      "about four minutes: every verdict, and nothing is measured unless phases asks for it",
      "off"),
  STRATEGIES("strategies", "A,B", "strategies to run", "all that the service lists"),
  INSTANCES(
      "instances", "1,2", "numbers of instances to run them on", "1,2; with targets, their number"),
  PHASES("phases", "correctness,speed,scaling", "phases to run", "all; short: correctness"),
  USERS("users", "N", "users at once", "64"),
  ROUNDS("rounds", "N", "rounds in which everything is measured once", "5; short 1"),
  DURATION("duration", "5s", "how long each thing is measured in each round", "3s; short 1s"),
  WARM_UP(
      "warm-up",
      "30s",
      "load before the first round, which itself is not counted",
      "20s; short 2s"),
  MODEL("model", "closed|open", "closed shows capacity, open shows latency", "closed"),
  RATE("rate", "N", "arrivals per second in the open model", "500"),
  PRODUCTS("products", "N", "products in the correctness phase", "240; short 200"),
  STOCK("stock", "N", "units of a product, on average", "8; short 3"),
  DEMAND("demand", "N", "units ordered for each unit of stock", "3"),
  MIX(
      "mix",
      "KIND:WEIGHT,...",
      "orders of the correctness phase",
      "singles:60,quantities:15,baskets:15,retries:5,cancels:5"),
  RACE_WINDOW(
      "race-window",
      "5ms",
      "how long the correctness phase holds every strategy between check and take",
      "2ms"),
  SEED("seed", "N", "order of the cells and of the orders", "drawn, and printed"),
  TARGETS(
      "targets",
      "http://a,http://b",
      "instances that already run, sharing one store",
      "none: they are started"),
  REDIS("redis", "HOST:PORT", "a Redis that already runs", "an embedded one is started"),
  PORTS("ports", "18081,18082", "ports of the instances that are started", "free ones"),
  JAR("jar", "FILE", "the service to start", "built from this repository"),
  OUT("out", "DIR", "where the report goes", "load-tests/report");

  private final Text text;

  Option(String key, String form, String meaning, String standard) {
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
