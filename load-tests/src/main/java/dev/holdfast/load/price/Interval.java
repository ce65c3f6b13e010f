package dev.holdfast.load.price;

import java.util.List;

/**
 * The median of some rounds, and where the true median is with at least 95 % confidence: between
 * the two rounds, counted from the lowest and from the highest, that a binomial distribution says.
 * With fewer than six rounds no pair is as sure, and it is the lowest and the highest.
 */
record Interval(double median, double low, double high) {
  private static final double OUTSIDE_MAX = 0.05;

  /** The interval of values; there must be one at least. */
  static Interval of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    int cut = cut(size);
    return new Interval(median, sorted.get(cut), sorted.get(size - 1 - cut));
  }

  /** How many values at either end are outside. */
  static int cut(int size) {
    double probability = Math.pow(0.5, size);
    double below = probability;
    int cut = 0;
    // Two sides are outside, each as likely as that at most `cut` values are below the median.
    for (int k = 1; 2 * k < size; k++) {
      probability *= (double) (size - k + 1) / k;
      below += probability;
      if (2 * below > OUTSIDE_MAX) {
        break;
      }
      cut = k;
    }
    return cut;
  }
}
