package dev.holdfast.load.simulations;

import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.endpoints.HoldfastClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** What has to be there before the load. */
final class Preparation {
  private Preparation() {}

  /** Makes the run's directory, and registers the products unless the campaign did so. */
  static void prepare(CellSettings cell, Map<String, Long> supplied) {
    try {
      Files.createDirectories(cell.out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!cell.prepared()) {
      HoldfastClient client = new HoldfastClient(cell.targets().getFirst());
      supplied.forEach((sku, units) -> client.supply(sku, cell.strategy(), units));
    }
  }
}
