package dev.holdfast.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;

import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.endpoints.GatlingRequests;
import dev.holdfast.load.scenarios.CellFiles;
import dev.holdfast.load.scenarios.Crowd;
import dev.holdfast.load.scenarios.OrderPlan;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Many users fight for the last units of many products, one strategy after the other; what each of
 * them was answered is kept for the checker.
 */
public final class CorrectnessSimulation extends Simulation {
  private record Part(CellSettings cell, OrderPlan plan, Crowd crowd) {
    static Part of(CellSettings cell) {
      OrderPlan plan = OrderPlan.of(cell);
      return new Part(cell, plan, new Crowd(cell.strategy(), plan, cell.targets()));
    }
  }

  private final List<Part> parts =
      CellSettings.fromProperties(System::getProperty).parts().stream().map(Part::of).toList();

  public CorrectnessSimulation() {
    setUp(inTurn()).protocols(GatlingRequests.protocol());
  }

  private PopulationBuilder inTurn() {
    PopulationBuilder next = null;
    for (Part part : parts.reversed()) {
      int users = part.cell().workload().users();
      PopulationBuilder crowd = part.crowd().scenario().injectOpen(atOnceUsers(users));
      next = next == null ? crowd : crowd.andThen(next);
    }
    if (next == null) {
      throw new IllegalStateException("no strategy was named");
    }
    return next;
  }

  @Override
  public void before() {
    parts.forEach(p -> Preparation.prepare(p.cell(), p.plan().supplied()));
  }

  @Override
  public void after() {
    try {
      for (Part part : parts) {
        part.crowd().receipts().write(CellFiles.receipts(part.cell().out()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
