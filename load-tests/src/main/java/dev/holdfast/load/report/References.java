package dev.holdfast.load.report;

import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.scenarios.Measurement;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares with the endpoint that does nothing, and says how steady that was. */
public final class References {
  private References() {}

  /** The noise of each set-up, from its repeated reference. */
  public static List<Results.Noise> noise(List<Results.Speed> speed) {
    TreeMap<Integer, List<Double>> byInstances = new TreeMap<>();
    speed.stream()
        .filter(References::isReference)
        .forEach(s ->
            byInstances
                .computeIfAbsent(s.instances(), _ -> new ArrayList<>())
                .add(s.measured().accepting().throughput()));
    List<Results.Noise> noise = new ArrayList<>();
    byInstances.forEach(
        (instances, values) -> noise.add(new Results.Noise(instances, values, spread(values))));
    return noise;
  }

  /** The same measurements with their ratios filled in. */
  public static List<Results.Speed> withRatios(List<Results.Speed> speed) {
    return speed.stream()
        .map(s -> isReference(s) ? s : withRatios(s, mean(speed, s.instances())))
        .toList();
  }

  static boolean isReference(Results.Speed speed) {
    return speed.strategy().equals(CellSettings.REFERENCE);
  }

  /** The mean throughput of the reference on so many instances, if it was measured. */
  static OptionalDouble mean(List<Results.Speed> speed, int instances) {
    return speed.stream()
        .filter(s -> isReference(s) && s.instances() == instances)
        .mapToDouble(s -> s.measured().accepting().throughput())
        .average();
  }

  private static Results.Speed withRatios(Results.Speed s, OptionalDouble reference) {
    Measurement.Part refusing = s.measured().refusing();
    return new Results.Speed(
        s.strategy(),
        s.instances(),
        s.model(),
        s.measured(),
        ratio(s.measured().accepting(), reference),
        refusing == null ? null : ratio(refusing, reference),
        s.accountsAddUp(),
        s.findings(),
        s.seconds(),
        s.gatlingReport());
  }

  private static @Nullable Double ratio(Measurement.Part part, OptionalDouble reference) {
    return reference.isEmpty() || reference.getAsDouble() == 0
        ? null
        : part.throughput() / reference.getAsDouble();
  }

  private static double spread(List<Double> values) {
    DoubleSummaryStatistics all =
        values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return all.getAverage() == 0 ? 0 : (all.getMax() - all.getMin()) / all.getAverage();
  }
}
