package dev.holdfast.api.lab;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.lab.ConditionalOnLab;
import dev.holdfast.race.Races;
import dev.holdfast.race.SmallestRaceView;
import dev.holdfast.strategy.StrategyType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP interface to the smallest race. In lab mode only. */
@Tag(name = "Lab")
@RestController
@ConditionalOnLab
class SmallestRaceController {
  private final Races races;

  SmallestRaceController(Races races) {
    this.races = races;
  }

  @Operation(
      summary = "Run the smallest race",
      description =
          "Two customers want one unit, and their orders meet between check and take. It runs for"
              + " real, on a store of its own, and is answered with the steps that happened.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.NOT_FOUND,
    ProblemCode.RACE_RUNNING,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE
  })
  @ApiResponse(responseCode = "200", description = "Its steps.", useReturnTypeSchema = true)
  @PostMapping(
      path = "/api/v1/lab/smallest-races",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  SmallestRaceView run(@Valid @RequestBody SmallestRaceRequest request)
      throws InterruptedException {
    StrategyType strategy =
        StrategyType.of(request.strategy())
            .filter(known -> known.store() == races.store())
            .orElseThrow(() -> Problem.invalid("strategy", "must be a strategy of this store"));
    return races
        .smallest(strategy)
        .orElseThrow(() ->
            new Problem(
                ProblemCode.RACE_RUNNING,
                "A race runs on this instance, and the smallest race is one too: run it when that"
                    + " race has ended."));
  }
}
