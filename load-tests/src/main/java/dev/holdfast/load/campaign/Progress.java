package dev.holdfast.load.campaign;

import dev.holdfast.load.config.Phase;
import dev.holdfast.load.process.Console;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Tells the user which cell of how many is running, what came of it, and how much time is left. */
final class Progress {
  private final Console console;
  private final List<Cell> cells;
  private final Map<Phase, Double> guessed = new EnumMap<>(Phase.class);
  private final Map<Phase, Double> taken = new EnumMap<>(Phase.class);
  private int done;

  Progress(Console console, List<Cell> cells) {
    this.console = console;
    this.cells = List.copyOf(cells);
  }

  /** Says what is done for several cells at once. */
  void says(String what) {
    console.print("        %s ... %s left%n", what, timeLeft());
  }

  void begins() {
    Cell cell = cells.get(done);
    console.print(
        "[%2d/%d] %s  %-16s ", done + 1, cells.size(), cell.title(), timeLeft() + " left");
  }

  void ended(String result, Duration took) {
    Cell cell = cells.get(done);
    guessed.merge(cell.phase(), seconds(cell.guess()), Double::sum);
    taken.merge(cell.phase(), seconds(took), Double::sum);
    done++;
    console.print("%s (%d s)%n", result, took.toSeconds());
  }

  /** The rest by guess, corrected by how the guesses of the same phase have turned out so far. */
  String timeLeft() {
    double left = 0;
    for (Cell cell : cells.subList(done, cells.size())) {
      double guess = guessed.getOrDefault(cell.phase(), 0.0);
      double correction = guess == 0 ? 1 : taken.getOrDefault(cell.phase(), guess) / guess;
      left += seconds(cell.guess()) * correction;
    }
    long whole = Math.round(left);
    return whole < 90 ? whole + " s" : "%d min".formatted(Math.round(whole / 60.0));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
