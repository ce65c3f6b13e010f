package dev.holdfast.api.lab;

import dev.holdfast.race.Fault;
import dev.holdfast.race.Mechanisms;
import dev.holdfast.race.RacePlan;
import dev.holdfast.race.RaceView;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a race may be. */
@Schema(name = "RaceOptions", description = "What a race may be.")
record RaceOptionsView(
    @Schema(description = "The version of the service.", example = "0.1.0") String version,
    @Schema(description = "The store whose strategies race.", example = "redis") String store,
    @Schema(description = "The bounds of a race.") Bounds bounds,
    @Schema(description = "A race to begin with.") RaceView.Settings defaults,
    @Schema(description = "What can go wrong.") List<FaultView> faults,
    @Schema(description = "The strategies of the store.") List<StrategyView> strategies) {

  @Schema(name = "RaceBounds", description = "The bounds of a race.")
  record Bounds(
      @Schema(description = "The most lanes.", example = "6") int lanesMax,
      @Schema(description = "The most units of a lane.", example = "1000") int unitsMax,
      @Schema(description = "The most customers of a lane.", example = "2000") int customersMax,
      @Schema(description = "The most units of an order.", example = "10") int quantityMax,
      @Schema(description = "How many customers order at once.", example = "64") int connectionsMax,
      @Schema(
              description = "How long the crowds of all lanes may order in all.",
              type = "string",
              format = "duration",
              example = "PT30S")
          Duration timeMax,
      @Schema(
              description = "The longest race window, ISO 8601.",
              type = "string",
              example = "PT0.1S")
          Duration raceWindowMax) {}

  @Schema(name = "RaceFault", description = "What can go wrong.")
  record FaultView(
      @Schema(description = "Its name.", example = "CUT_CONNECTION") String name,
      @Schema(description = "What it does.", example = "Nothing goes wrong.") String sentence) {}

  @Schema(name = "RaceStrategy", description = "A strategy that can race.")
  record StrategyView(
      @Schema(description = "Its name.", example = "redis-script") String name,
      @Schema(description = "Where it sells no unit twice.", example = "ALL_INSTANCES")
          Guarantee.Scope guarantee,
      @Schema(description = "How it works.", example = "one atomic script") String sentence,
      @Schema(description = "The section of docs/mechanisms.md.", example = "the-race")
          String mechanism) {}

  static RaceOptionsView of(StoreKind store, String version) {
    return new RaceOptionsView(
        version,
        store.name().toLowerCase(Locale.ROOT),
        new Bounds(
            RacePlan.LANES_MAX,
            RacePlan.UNITS_MAX,
            RacePlan.CUSTOMERS_MAX,
            RacePlan.QUANTITY_MAX,
            RacePlan.CONNECTIONS_MAX,
            RacePlan.TIME_MAX,
            RacePlan.RACE_WINDOW_MAX),
        RaceView.Settings.of(RacePlan.standard(store)),
        Arrays.stream(Fault.values())
            .map(fault -> new FaultView(fault.name(), fault.sentence()))
            .toList(),
        StrategyType.of(store).stream()
            .map(type ->
                new StrategyView(
                    type.id(), type.guarantee().scope(), type.summary(), Mechanisms.anchor(type)))
            .toList());
  }
}
