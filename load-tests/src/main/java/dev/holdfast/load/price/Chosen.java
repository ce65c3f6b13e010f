package dev.holdfast.load.price;

import dev.holdfast.load.process.LoadTestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is measured of all that can be.
 *
 * @param cases in their own order, whatever the order in which they were named
 */
record Chosen(List<PriceCase> cases, Set<Extra> extras) {
  /** By their names, and what those need; without one, all. */
  static Chosen of(List<String> names) {
    List<String> known =
        Stream.concat(
                Stream.of(PriceCase.values()).map(PriceCase::option),
                Stream.of(Extra.values()).map(Extra::figure))
            .toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new LoadTestException("there is no case '%s' among %s".formatted(name, known));
      }
    }
    Set<String> wanted = new HashSet<>(names.isEmpty() ? known : names);
    for (PriceCase one : PriceCase.values()) {
      PriceCase paced = one.paced();
      if (paced != null && wanted.contains(one.option())) {
        wanted.add(paced.option());
      }
    }
    return new Chosen(
        Stream.of(PriceCase.values()).filter(c -> wanted.contains(c.option())).toList(),
        Set.copyOf(Stream.of(Extra.values()).filter(e -> wanted.contains(e.figure())).toList()));
  }

  /**
   * The cases of a round in an order that is drawn. Those that have the rate of another come right
   * behind it, so that all have the same machine.
   */
  List<PriceCase> drawn(Random random) {
    List<PriceCase> all = new ArrayList<>(cases);
    Collections.shuffle(all, random);
    return all.stream()
        .filter(one -> one.paced() == null)
        .flatMap(one -> Stream.concat(Stream.of(one), all.stream().filter(c -> c.paced() == one)))
        .toList();
  }

  /** The sum of all turns, which is most of what a run of so many jars takes. */
  Duration sum(int jars, int rounds, Duration turn, Duration warmUp) {
    long paced = cases.stream().filter(c -> c.paced() != null).count();
    long own = (cases.size() - paced) * jars;
    return warmUp.multipliedBy(own).plus(turn.multipliedBy(rounds * (own + paced)));
  }

  int all() {
    return cases.size() + extras.size();
  }

  /** Of which products are needed. */
  List<PriceCase> products() {
    Set<PriceCase> needed = new LinkedHashSet<>(cases);
    if (extras.contains(Extra.BYTES) || extras.contains(Extra.CONFIRM)) {
      needed.add(PriceCase.SCRIPT);
    }
    return List.copyOf(needed);
  }
}
