package dev.holdfast.race;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lane of a race, as it is now. */
@Schema(name = "RaceLane", description = "A strategy's lane of a race.")
public record LaneView(
    @Schema(description = "The strategy.", example = "redis-script") String strategy,
    @Schema(description = "How far it is.", example = "DONE") State state,
    @Schema(
            description = "Units supplied minus units in receipts: below zero is oversold.",
            example = "0")
        long unitsLeft,
    @Schema(description = "What the store's own counter says.", example = "0") long storeAvailable,
    @Schema(description = "Orders with a receipt.", example = "50") int accepted,
    @Schema(description = "Orders refused for want of units.", example = "150") int refused,
    @Schema(description = "Orders given up as contended.", example = "0") int contended,
    @Schema(
            description = "Orders that were unavailable to the end, or answered in any other way.",
            example = "0")
        int failed,
    @Schema(description = "Orders whose outcome stayed unknown.", example = "0") int unknown,
    @Schema(description = "Answered orders a second.", example = "900.5") double ordersPerSecond,
    @Schema(description = "The median time of an order; absent before the first.", example = "8.5")
        @Nullable Double p50Ms,
    @Schema(description = "The time that 99 % need at most.", example = "21.5")
        @Nullable Double p99Ms,
    @Schema(
            description = "When the first unit was sold twice, in ms of the lane; absent if none.",
            example = "120")
        @Nullable Long firstOversoldMs,
    @Schema(
            description = "Points of [ms of the lane, unitsLeft, storeAvailable], at most 600.",
            example = "[[0, 50, 50], [100, 12, 12]]")
        List<List<Long>> curve,
    @Schema(description = "What its receipts prove, once it has ended.")
        @Nullable VerdictView verdict) {
  public LaneView {
    curve = List.copyOf(curve);
  }

  /** How far a lane is. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED
  }

  /** What a lane's receipts prove. */
  @Schema(name = "RaceVerdict", description = "What a lane's receipts prove.")
  public record VerdictView(
      @Schema(description = "The verdict.", example = "EXACT") String name,
      @Schema(
              description =
                  "Whether it is what the strategy declares; absent where nothing is proven.",
              example = "true")
          @Nullable Boolean asDeclared,
      @Schema(description = "Units sold twice.", example = "0") long oversoldUnits,
      @Schema(
              description = "What happened, and why.",
              example =
                  "14 units were sold twice: orders read the same number, and each of them took.")
          String sentence,
      @Schema(
              description = "The section of docs/mechanisms.md.",
              example = "one-script-redis-script")
          String mechanism) {}
}
