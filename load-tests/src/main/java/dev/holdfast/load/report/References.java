package dev.holdfast.load.report;

import dev.holdfast.load.check.Finding;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.report.Results.Round;
import dev.holdfast.load.report.Results.Spread;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.Measurand.Wanted;
import dev.holdfast.load.scenarios.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares everything with its reference in the same round. A machine that others use too moves by
 * tens of percents in minutes, and less in seconds: where the reference was measured several times
 * in a round, the last time before and the first time after count.
 */
public final class References {
  private final Store store;
  private final Phase phase;
  private final int instances;
  private final List<Measurement> counted;

  /** {@code measurements} are all of a phase on so many instances, in order. */
  public References(Store store, Phase phase, int instances, List<Measurement> measurements) {
    this.store = store;
    this.phase = phase;
    this.instances = instances;
    this.counted = measurements.stream().filter(m -> m.round() > 0).toList();
  }

  /** What all rounds come to, for everything that was measured. */
  public List<Results.Speed> compare(List<Measurand> things, Map<String, List<Finding>> findings) {
    return things.stream()
        .filter(t -> !of(t.id()).isEmpty())
        .map(t -> speed(t, findings.getOrDefault(t.id(), List.of())))
        .toList();
  }

  /** How far the endpoint that does nothing moved; nothing where it was not measured. */
  public Optional<Results.Noise> noise() {
    List<Double> throughputs =
        of(Measurand.DO_NOTHING).stream().map(m -> m.part().throughput()).toList();
    return throughputs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Results.Noise(store.label(), phase.label(), throughputs, spread(throughputs)));
  }

  private static double spread(List<Double> values) {
    DoubleSummaryStatistics all =
        values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return all.getAverage() == 0 ? 0 : (all.getMax() - all.getMin()) / all.getAverage();
  }

  private List<Measurement> of(String thing) {
    return counted.stream().filter(m -> m.thing().equals(thing)).toList();
  }

  private Results.Speed speed(Measurand thing, List<Finding> findings) {
    List<Measurement> all = of(thing.id());
    List<Round> rounds =
        all.stream().map(Measurement::round).distinct().sorted().map(r -> round(thing, r)).toList();
    return new Results.Speed(
        (thing.placesOrders() ? Store.of(thing.subject()) : store).label(),
        phase.label(),
        thing.id(),
        thing.subject(),
        thing.wanted().label(),
        thing.connections(),
        thing.products(),
        instances,
        thing.reference(),
        rounds,
        Spread.of(rounds.stream().map(Round::throughput).toList()),
        Spread.of(rounds.stream().map(Round::p50Ms).toList()),
        Spread.of(rounds.stream().map(Round::p99Ms).toList()),
        spreadIfAny(rounds.stream().map(Round::ratio)),
        spreadIfAny(rounds.stream().map(Round::p99Ratio)),
        meters(all),
        all.stream().mapToLong(m -> m.part().busy()).sum(),
        all.stream().mapToLong(m -> m.part().unknown()).sum(),
        findings.isEmpty(),
        findings);
  }

  private static @Nullable Spread spreadIfAny(Stream<@Nullable Double> values) {
    List<Double> there = new ArrayList<>();
    values.filter(Objects::nonNull).forEach(v -> there.add(Objects.requireNonNull(v)));
    return there.isEmpty() ? null : Spread.of(there);
  }

  private static Map<String, Double> meters(List<Measurement> all) {
    Map<String, List<Double>> values = new TreeMap<>();
    for (Measurement m : all) {
      m.meters()
          .forEach((name, mean) -> values.computeIfAbsent(name, _ -> new ArrayList<>()).add(mean));
    }
    Map<String, Double> medians = new TreeMap<>();
    values.forEach((name, means) -> medians.put(name, Spread.of(means).median()));
    return medians;
  }

  private Round round(Measurand thing, int round) {
    List<Measurement> own = in(round, thing.id());
    Wanted wanted = thing.wanted();
    return new Round(
        round,
        mean(own, m -> m.part().throughput()),
        mean(own, m -> latency(wanted, m).p50Ms()),
        mean(own, m -> latency(wanted, m).p95Ms()),
        mean(own, m -> latency(wanted, m).p99Ms()),
        own.stream().mapToDouble(m -> latency(wanted, m).maxMs()).max().orElse(0),
        ratio(thing, round, m -> m.part().throughput()),
        ratio(thing, round, References::p99));
  }

  private List<Measurement> in(int round, String thing) {
    return of(thing).stream().filter(m -> m.round() == round).toList();
  }

  /** Where one of the two was measured once in the round, the other is looked for around it. */
  private @Nullable Double ratio(Measurand thing, int round, ToDoubleFunction<Measurement> value) {
    if (thing.reference() == null) {
      return null;
    }
    List<Measurement> own = in(round, thing.id());
    List<Measurement> references = in(round, thing.reference());
    if (own.isEmpty() || references.isEmpty()) {
      return null;
    }
    boolean ownIsOne = own.size() == 1;
    double above = mean(ownIsOne ? own : around(references.getFirst(), own), value);
    double below = mean(ownIsOne ? around(own.getFirst(), references) : references, value);
    return below == 0 ? null : above / below;
  }

  /** The last before and the first after, of one round. */
  private static List<Measurement> around(Measurement middle, List<Measurement> candidates) {
    List<Measurement> around = new ArrayList<>();
    candidates.stream()
        .filter(m -> m.slot() < middle.slot())
        .max(Comparator.comparingInt(Measurement::slot))
        .ifPresent(around::add);
    candidates.stream()
        .filter(m -> m.slot() > middle.slot())
        .min(Comparator.comparingInt(Measurement::slot))
        .ifPresent(around::add);
    return around;
  }

  private static double mean(List<Measurement> all, ToDoubleFunction<Measurement> value) {
    return all.stream().mapToDouble(value).average().orElse(0);
  }

  private static Measurement.Latency latency(Wanted wanted, Measurement m) {
    return wanted == Wanted.ACCEPTED ? m.part().accepted() : m.part().soldOut();
  }

  /** Of whichever answer was wanted: the other one has none. */
  private static double p99(Measurement m) {
    return Math.max(m.part().accepted().p99Ms(), m.part().soldOut().p99Ms());
  }
}
