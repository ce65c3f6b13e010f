package dev.holdfast.api.lab;

import dev.holdfast.race.RaceView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The races that are known. */
@Schema(name = "Races", description = "The races that are known.")
record RacesView(
    @Schema(description = "The race that runs, or ran last; none before the first.")
        List<RaceView> items) {}
