package dev.holdfast.load.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The kinds of order in the correctness phase, with their weights. */
public record OrderMix(Map<Kind, Integer> weights) {

  /** A kind of order. */
  public enum Kind {
    /** One unit of one product. */
    SINGLES,
    /** Two or three units of one product. */
    QUANTITIES,
    /** Several products, in any order of lines. */
    BASKETS,
    /** One unit, sent twice at about the same time under one key. */
    RETRIES,
    /** One unit, cancelled as soon as it was accepted. */
    CANCELS;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Most orders are of one unit, some of several. */
  static final String STANDARD = "singles:60,quantities:15,baskets:15,retries:5,cancels:5";

  private static final int WEIGHT_MAX = 1_000;

  public OrderMix {
    weights = new EnumMap<>(weights);
    if (weights.values().stream().mapToInt(Integer::intValue).sum() < 1) {
      throw new IllegalArgumentException("at least one kind needs a weight above 0");
    }
  }

  /** Reads {@code singles:60,baskets:40}; a kind that is not named has no weight. */
  public static OrderMix parse(String text) {
    Map<Kind, Integer> weights = new EnumMap<>(Kind.class);
    for (String part : text.split(",", -1)) {
      List<String> pair = List.of(part.split(":", -1));
      if (pair.size() != 2) {
        throw new IllegalArgumentException(
            "'" + part + "' is not KIND:WEIGHT; kinds are " + labels());
      }
      Kind kind =
          Arrays.stream(Kind.values())
              .filter(k -> k.label().equals(pair.get(0)))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "'" + pair.get(0) + "' is no kind of order; kinds are " + labels()));
      weights.put(kind, OptionValues.wholeNumber(pair.get(1), 0, WEIGHT_MAX));
    }
    return new OrderMix(weights);
  }

  /** A kind, drawn by weight. */
  public Kind draw(RandomGenerator random) {
    int total = weights.values().stream().mapToInt(Integer::intValue).sum();
    int at = random.nextInt(total);
    for (Map.Entry<Kind, Integer> entry : weights.entrySet()) {
      at -= entry.getValue();
      if (at < 0) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("the weights changed while a kind was drawn");
  }

  @Override
  public String toString() {
    return weights.entrySet().stream()
        .map(e -> e.getKey().label() + ":" + e.getValue())
        .collect(Collectors.joining(","));
  }

  private static String labels() {
    return Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", "));
  }
}
