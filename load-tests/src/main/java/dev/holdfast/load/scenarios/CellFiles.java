package dev.holdfast.load.scenarios;

import java.nio.file.Path;

/** Where a simulation leaves what it saw. */
public final class CellFiles {
  private CellFiles() {}

  /** The receipts and cancellations of a correctness run, one a line. */
  public static Path receipts(Path out) {
    return out.resolve("receipts.jsonl");
  }

  /** What is to be measured when. */
  public static Path plan(Path out) {
    return out.resolve("plan.json");
  }

  /** What each turn measured, one a line, written when the turn is over. */
  public static Path measurements(Path out) {
    return out.resolve("measurements.jsonl");
  }
}
