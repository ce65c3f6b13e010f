package dev.holdfast.api.lab;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.race.Fault;
import dev.holdfast.race.RacePlan;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The race that is to be started. */
@Schema(description = "The race that is to be started, within the bounds that its options name.")
record RaceRequest(
    @Schema(
            description = "The strategies, in the order in which they run.",
            example = "[\"unguarded\", \"redis-script\"]")
        @NotNull(message = "is required")
        List<String> lanes,
    @Schema(description = "Units for sale in each lane.", example = "50")
        @NotNull(message = "is required")
        Integer units,
    @Schema(description = "Customers of each lane; each orders once.", example = "200")
        @NotNull(message = "is required")
        Integer customers,
    @Schema(description = "Units that each customer wants.", example = "1")
        @NotNull(message = "is required")
        Integer quantity,
    @Schema(
            description = "How long each order is held between its check and its take, ISO 8601.",
            type = "string",
            example = "PT0.005S")
        @NotNull(message = "is required")
        Duration raceWindow,
    @Schema(
            description = "What goes wrong.",
            allowableValues = {"NONE", "PAUSED_HOLDER", "CUT_CONNECTION", "SECOND_INSTANCE"},
            example = "NONE")
        @NotNull(message = "is required")
        String fault) {

  /**
   * The plan of a race on a store.
   *
   * @throws Problem that names the field which is wrong
   */
  RacePlan plan(StoreKind store) {
    RacePlan.wrong(lanes.size(), units, customers, quantity, raceWindow)
        .ifPresent(RaceRequest::refuse);
    List<StrategyType> strategies = new ArrayList<>();
    RacePlan.strategies(lanes, store, strategies).ifPresent(RaceRequest::refuse);
    Fault wanted =
        Arrays.stream(Fault.values())
            .filter(known -> known.name().equals(fault))
            .findAny()
            .orElseThrow(() ->
                Problem.invalid("fault", "must be one of " + Arrays.toString(Fault.values())));
    return new RacePlan(strategies, units, customers, quantity, raceWindow, wanted);
  }

  private static void refuse(RacePlan.Wrong wrong) {
    throw Problem.invalid(wrong.field(), wrong.why());
  }
}
