package dev.holdfast.load.simulations;

import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.endpoints.GatlingRequests;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.scenarios.Catalogue;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.MeasuredService;
import dev.holdfast.load.scenarios.SpeedPlan;
import java.util.List;
import java.util.Map;

/** What a simulation does that was started without a campaign. */
final class ByHand {
  private static final int ROUNDS = 3;

  private ByHand() {}

  /** The speed of one strategy, beside the endpoint that does nothing. */
  static SpeedPlan plan(CellSettings cell) {
    HoldfastClient client = new HoldfastClient(cell.targets().getFirst());
    List<HoldfastClient.DeclaredStrategy> strategies =
        client.strategies().stream().filter(s -> s.name().equals(cell.strategy())).toList();
    List<Measurand> things =
        new Catalogue(
                cell.workload().users(),
                client.acceptsAt(GatlingRequests.REFERENCE_ORDERS),
                client.acceptsAt(GatlingRequests.PLAIN_ORDERS),
                false)
            .speed(strategies);
    return new SpeedPlan(
        cell.cell(),
        cell.workload().model(),
        cell.workload().rate(),
        Map.of(Measurand.ORDINARY, MeasuredService.at(cell.targets())),
        SpeedPlan.draw(things, ROUNDS, cell.workload(), cell.seed()));
  }
}
