package dev.holdfast.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;

import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.endpoints.GatlingRequests;
import dev.holdfast.load.scenarios.CellFiles;
import dev.holdfast.load.scenarios.Crowd;
import dev.holdfast.load.scenarios.OrderPlan;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Many users fight for the last units of many products; what each of them was told is kept for the
 * checker.
 */
public final class CorrectnessSimulation extends Simulation {
  private final CellSettings cell = CellSettings.fromProperties(System::getProperty);
  private final OrderPlan plan = OrderPlan.of(cell);
  private final Crowd crowd = new Crowd(plan, cell.targets());

  public CorrectnessSimulation() {
    setUp(crowd.scenario().injectOpen(atOnceUsers(cell.workload().users())))
        .protocols(GatlingRequests.protocol());
  }

  @Override
  public void before() {
    Preparation.prepare(cell, plan.supplied());
  }

  @Override
  public void after() {
    try {
      crowd.receipts().write(CellFiles.receipts(cell.out()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
