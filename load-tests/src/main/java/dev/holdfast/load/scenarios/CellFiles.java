package dev.holdfast.load.scenarios;

import java.nio.file.Path;

/** Where a simulation leaves what it saw. */
public final class CellFiles {
  private CellFiles() {}

  /** The receipts and cancellations of a correctness run, one a line. */
  public static Path receipts(Path out) {
    return out.resolve("receipts.jsonl");
  }

  /** The measurement of a speed run. */
  public static Path speed(Path out) {
    return out.resolve("speed.json");
  }
}
