package dev.holdfast.load.kill;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How an instance is to die: by itself at a point of an order's way, which the service's lab knows
 * under this name, or by a signal from outside at any moment.
 *
 * @param point the point's name, or {@link #ANY_MOMENT}
 * @param time at the how manieth passing of the point
 * @param after how long after it was ready it is killed, if it lives that long
 */
record Death(String point, int time, Duration after) {
  static final String ANY_MOMENT = "any moment";

  /** Whatever it was to die of, all instances and the store were killed at that moment. */
  static final String WITH_ALL_OTHERS = "with all others";

  /** An instance whose point no request passes is killed after this. */
  private static final Duration POINT_MAX = Duration.ofSeconds(5);

  private static final int MOMENT_MS_MAX = 2_000;
  private static final int TIME_MAX = 15;

  /** Where the lab lets an instance die. */
  static final List<String> POINTS =
      List.of(
          "claimed",
          "checked",
          "taken",
          "confirmed",
          "cancelled",
          "following",
          "releasing",
          "changing",
          "changed",
          "followed");

  /**
   * The points in turn, with a signal from outside between any two.
   *
   * @param hasPoints false for signals alone
   */
  static Death of(int number, RandomGenerator random, boolean hasPoints) {
    if (number % 2 == 1 || !hasPoints) {
      return new Death(ANY_MOMENT, 0, Duration.ofMillis(random.nextInt(MOMENT_MS_MAX)));
    }
    String point = POINTS.get(number / 2 % POINTS.size());
    return new Death(point, random.nextInt(1, TIME_MAX), POINT_MAX);
  }

  /** The properties that tell the service. */
  Map<String, String> properties() {
    return point.equals(ANY_MOMENT)
        ? Map.of()
        : Map.of("holdfast.lab.crash.at", point, "holdfast.lab.crash.time", Integer.toString(time));
  }
}
