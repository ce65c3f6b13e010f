package dev.holdfast.race;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A race as clients see it: always the whole of it. */
@Schema(name = "Race", description = "A race, as it is now.")
public record RaceView(
    @Schema(description = "Its id.", example = "5o3hjhi7vsfe5kz2qkprkqcsgq") String id,
    @Schema(description = "How far it is.", example = "FINISHED") State state,
    @Schema(description = "What it was started with.") Settings settings,
    @Schema(
            description = "Milliseconds since it was started, its store included.",
            example = "1200")
        long elapsedMs,
    @Schema(description = "How many clients follow it.", example = "1") int viewers,
    @Schema(description = "Its lanes, in the order in which they run.") List<LaneView> lanes,
    @Schema(
            description = "What happened, once it has ended.",
            example = "unguarded sold 14 of 50 units twice.")
        @Nullable String sentence,
    @Schema(
            description = "Why it failed, where it did.",
            example = "The store of the race did not start.")
        @Nullable String error) {
  public RaceView {
    lanes = List.copyOf(lanes);
  }

  /** The same, followed by so many clients. */
  public RaceView seenBy(int viewers) {
    return new RaceView(id, state, settings, elapsedMs, viewers, lanes, sentence, error);
  }

  /** Whether nothing of it runs any more. */
  public boolean hasEnded() {
    return state != State.STARTING && state != State.RUNNING;
  }

  /** How far a race is. */
  public enum State {
    STARTING,
    RUNNING,
    FINISHED,
    STOPPED,
    FAILED
  }

  /** What a race is started with. */
  @Schema(name = "RaceSettings", description = "What a race is started with.")
  public record Settings(
      @Schema(description = "The strategies.", example = "[\"unguarded\", \"redis-script\"]")
          List<String> lanes,
      @Schema(description = "Units for sale in each lane.", example = "50") int units,
      @Schema(description = "Customers of each lane.", example = "200") int customers,
      @Schema(description = "Units that each of them wants.", example = "1") int quantity,
      @Schema(
              description = "How long each order is held between its check and its take, ISO 8601.",
              type = "string",
              example = "PT0.005S")
          Duration raceWindow,
      @Schema(description = "What goes wrong.", example = "NONE") Fault fault) {
    public Settings {
      lanes = List.copyOf(lanes);
    }

    /** Those of a plan. */
    public static Settings of(RacePlan plan) {
      return new Settings(
          plan.lanes().stream().map(lane -> lane.id()).toList(),
          plan.units(),
          plan.customers(),
          plan.quantity(),
          plan.raceWindow(),
          plan.fault());
    }
  }
}
