package dev.holdfast.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.Workload;
import dev.holdfast.load.endpoints.GatlingRequests;
import dev.holdfast.load.scenarios.CellFiles;
import dev.holdfast.load.scenarios.HotSku;
import io.gatling.javaapi.core.OpenInjectionStep.ConstantRate;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Orders of one hot product: how fast they are accepted, then, when it is sold out, how fast they
 * are refused.
 */
public final class SpeedSimulation extends Simulation {
  private final CellSettings cell = CellSettings.fromProperties(System::getProperty);
  private final HotSku hot = new HotSku(cell);

  public SpeedSimulation() {
    PopulationBuilder accepting =
        switch (cell.workload().model()) {
          case CLOSED -> hot.keepsOrdering().injectOpen(atOnceUsers(cell.workload().users()));
          case OPEN -> hot.ordersOnce().injectOpen(arrivals().during(hot.acceptingTime()));
        };
    PopulationBuilder refusing =
        switch (cell.workload().model()) {
          case CLOSED -> hot.keepsBeingRefused().injectOpen(atOnceUsers(cell.workload().users()));
          case OPEN -> hot.isRefusedOnce().injectOpen(arrivals().during(hot.refusingTime()));
        };
    PopulationBuilder all =
        cell.isReference()
            ? accepting
            : accepting.andThen(hot.sellsOut().injectOpen(atOnceUsers(1)).andThen(refusing));
    setUp(all).protocols(protocol(cell.workload()));
  }

  @Override
  public void before() {
    Map<String, Long> supplied =
        cell.isReference() ? Map.of() : Map.of(hot.sku(), hot.ampleStock());
    Preparation.prepare(cell, supplied);
  }

  @Override
  public void after() {
    try {
      new ObjectMapper().writeValue(CellFiles.speed(cell.out()).toFile(), hot.measurement());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ConstantRate arrivals() {
    return constantUsersPerSec(cell.workload().rate());
  }

  /** In the open model each user comes once, so connections are shared, as behind a proxy. */
  private static HttpProtocolBuilder protocol(Workload workload) {
    return switch (workload.model()) {
      case CLOSED -> GatlingRequests.protocol();
      case OPEN -> GatlingRequests.protocol().shareConnections();
    };
  }
}
