package dev.holdfast.load.simulations;

import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.LoadModel;
import dev.holdfast.load.endpoints.GatlingRequests;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.scenarios.CellFiles;
import dev.holdfast.load.scenarios.MeasurementFile;
import dev.holdfast.load.scenarios.Slot;
import dev.holdfast.load.scenarios.SlotLoad;
import dev.holdfast.load.scenarios.SpeedPlan;
import dev.holdfast.load.scenarios.Supply;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/**
 * Measures one thing after the other, round after round, in one process: whatever the load
 * generator itself had to warm up is warm for all of them alike.
 */
public final class SpeedSimulation extends Simulation {
  private final CellSettings cell = CellSettings.fromProperties(System::getProperty);
  private final SpeedPlan plan;
  private final MeasurementFile measurements =
      new MeasurementFile(CellFiles.measurements(cell.out()));
  private Reading before = Reading.NOTHING;

  public SpeedSimulation() {
    try {
      Files.createDirectories(cell.out());
      plan = cell.prepared() ? SpeedPlan.read(CellFiles.plan(cell.out())) : ByHand.plan(cell);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    setUp(inTurn()).protocols(protocol());
  }

  private PopulationBuilder inTurn() {
    PopulationBuilder next = null;
    for (Slot slot : plan.slots().reversed()) {
      SlotLoad load = new SlotLoad(plan, slot);
      PopulationBuilder turn = load.population(() -> note(slot, load));
      next = next == null ? turn : turn.andThen(next);
    }
    if (next == null) {
      throw new IllegalStateException("nothing is to be measured");
    }
    return next;
  }

  /** Writes down what a turn measured, before the next one begins. */
  private void note(Slot slot, SlotLoad load) {
    Reading after = Reading.of(plan.service(slot));
    try {
      measurements.add(load.finish(after.since(before, load.answers())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int next = slot.number() + 1;
    if (next < plan.slots().size()) {
      before = Reading.of(plan.service(plan.slots().get(next)));
    }
  }

  @Override
  public void before() {
    if (!cell.prepared()) {
      HoldfastClient client = new HoldfastClient(cell.targets().getFirst());
      List<Supply> supplies = plan.supplies();
      supplies.forEach(s -> s.make(client));
    }
    before = Reading.of(plan.service(plan.slots().getFirst()));
  }

  /** In the open model each user comes once, so connections are shared, as behind a proxy. */
  private HttpProtocolBuilder protocol() {
    return plan.model() == LoadModel.OPEN
        ? GatlingRequests.protocol().shareConnections()
        : GatlingRequests.protocol();
  }
}
