package dev.holdfast.race;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What two customers of one unit did, step by step: only what happened, in its order. */
@Schema(name = "SmallestRace", description = "What two customers of one unit did, step by step.")
public record SmallestRaceView(
    @Schema(description = "The strategy.", example = "unguarded") String strategy,
    @Schema(description = "The steps, in the order in which they happened.") List<StepView> steps,
    @Schema(description = "The customers with a receipt.", example = "[\"A\", \"B\"]")
        List<String> receipts,
    @Schema(description = "Units sold twice.", example = "1") int oversoldUnits,
    @Schema(
            description = "What happened, and why.",
            example =
                "The unit was sold twice: orders read the same number, and each of them took.")
        String sentence,
    @Schema(description = "The section of docs/mechanisms.md.", example = "the-race")
        String mechanism) {
  public SmallestRaceView {
    steps = List.copyOf(steps);
    receipts = List.copyOf(receipts);
  }

  /** What a customer does. */
  public enum Action {
    LOCK,
    READ,
    TAKE,
    WAIT,
    ANSWER,
    REFUSED
  }

  /** One step. */
  @Schema(name = "SmallestRaceStep", description = "One step of a customer's order.")
  public record StepView(
      @Schema(description = "Its number, from 1.", example = "1") int number,
      @Schema(description = "Whose order it is.", example = "A") String customer,
      @Schema(description = "What it is.", example = "READ") Action action,
      @Schema(
              description = "What the store's counter said then; absent where none was read.",
              example = "1")
          @Nullable Long value,
      @Schema(description = "The same in words.", example = "reads 1: there is enough.")
          String sentence,
      @Schema(description = "1 minus the receipts so far: below zero is oversold.", example = "1")
          int unitsLeft) {}
}
