package dev.holdfast.load.campaign;

import dev.holdfast.load.process.Console;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.Measurement;
import dev.holdfast.load.scenarios.Slot;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.Consumer;

/** Tells the user of each round that is over. */
final class RoundLog implements Consumer<Measurement> {
  private final Console console;
  private final List<Slot> slots;
  private final int rounds;
  private DoubleSummaryStatistics doingNothing = new DoubleSummaryStatistics();

  RoundLog(Console console, List<Slot> slots) {
    this.console = console;
    this.slots = List.copyOf(slots);
    this.rounds = slots.getLast().round();
  }

  @Override
  public void accept(Measurement measurement) {
    if (measurement.thing().equals(Measurand.DO_NOTHING)) {
      doingNothing.accept(measurement.part().throughput());
    }
    int next = measurement.slot() + 1;
    if (next == slots.size() || slots.get(next).round() > measurement.round()) {
      console.print("        %s%s%n", round(measurement.round()), doingNothing());
      doingNothing = new DoubleSummaryStatistics();
    }
  }

  private String round(int round) {
    return round == 0 ? "warm" : "round %d of %d".formatted(round, rounds);
  }

  private String doingNothing() {
    return doingNothing.getCount() == 0
        ? ""
        : ": doing nothing %,.0f to %,.0f a second"
            .formatted(doingNothing.getMin(), doingNothing.getMax());
  }
}
