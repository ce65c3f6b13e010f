package dev.holdfast.load.price;

import dev.holdfast.load.process.LoadTestException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is measured of all that can be.
 *
 * @param cases in their own order, whatever the order in which they were named
 */
record Chosen(List<PriceCase> cases, Set<Extra> extras) {
  /** By their names; without one, all. */
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
    List<String> wanted = names.isEmpty() ? known : names;
    return new Chosen(
        Stream.of(PriceCase.values()).filter(c -> wanted.contains(c.option())).toList(),
        Set.copyOf(Stream.of(Extra.values()).filter(e -> wanted.contains(e.figure())).toList()));
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
