package dev.holdfast.load.switching;

import java.util.ArrayList;
import java.util.List;

/** An order of strategies in which each is followed by each other one, in both directions. */
final class Walk {
  private Walk() {}

  /** The strategies to change to, one after the other, beginning at the first of them. */
  static List<String> through(List<String> strategies, int rounds) {
    List<String> walk = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < strategies.size(); i++) {
        if (round > 0 || i > 0) {
          walk.add(strategies.get(i));
        }
        for (int j = i + 1; j < strategies.size(); j++) {
          walk.add(strategies.get(j));
          walk.add(strategies.get(i));
        }
      }
    }
    return walk;
  }
}
