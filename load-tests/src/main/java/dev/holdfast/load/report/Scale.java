package dev.holdfast.load.report;

import java.util.ArrayList;
import java.util.List;

/** Maps values to places on an axis, and says where its lines go. */
record Scale(
    double low, double high, boolean logarithmic, double from, double to, List<Double> ticks) {
  private static final int TICKS_WANTED = 5;

  Scale {
    ticks = List.copyOf(ticks);
  }

  /** From nothing to a round number that is not less than the highest value. */
  static Scale linear(double highest, double from, double to) {
    double rough = Math.max(highest, 1) / TICKS_WANTED;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    for (double tick = 0; tick < highest + step; tick += step) {
      ticks.add(tick);
    }
    return new Scale(0, ticks.getLast(), false, from, to, ticks);
  }

  /** Whole powers of ten around the values. */
  static Scale logarithmic(double lowest, double highest, double from, double to) {
    double low = Math.pow(10, Math.floor(Math.log10(lowest)));
    double high = Math.pow(10, Math.ceil(Math.log10(Math.max(highest, low * 10))));
    List<Double> ticks = new ArrayList<>();
    for (double tick = low; tick < high * 1.5; tick *= 10) {
      ticks.add(tick);
    }
    return new Scale(low, high, true, from, to, ticks);
  }

  /** Where a value stands, held inside the axis. */
  double at(double value) {
    double held = Math.clamp(value, low, high);
    double share =
        logarithmic ? Math.log(held / low) / Math.log(high / low) : (held - low) / (high - low);
    return from + share * (to - from);
  }
}
