package dev.holdfast.api.lab;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.race.RaceView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.ResponseEntity;

/** What the API's description says of races. */
@Tag(name = "Lab", description = "For learning and measuring; in lab mode only.")
interface RaceApi {
  /** The id of a race in a path. */
  @Parameter(description = "The race's id.", example = "0b6f6b0e-6a3c-4f0e-9c1e-2f3a4b5c6d7e")
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  @interface RaceInPath {}

  @Operation(
      summary = "Read what a race may be",
      description = "Its bounds, the strategies of this store and the faults.")
  @ApiErrors({ProblemCode.UNAUTHORIZED, ProblemCode.NOT_FOUND})
  @ApiResponse(responseCode = "200", description = "The options.", useReturnTypeSchema = true)
  RaceOptionsView options();

  @Operation(
      summary = "Start a race",
      description =
          "Strategies sell a few units to a crowd that orders over HTTP, one lane after another, on"
              + " a store and instances of the race's own, which end with it. The service's own"
              + " stock has no part in it. One race runs at a time.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.NOT_FOUND,
    ProblemCode.RACE_RUNNING,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE
  })
  @ApiResponse(
      responseCode = "201",
      description = "It starts.",
      headers =
          @Header(
              name = "Location",
              description = "The race.",
              schema =
                  @Schema(
                      type = "string",
                      example = "/api/v1/lab/races/0b6f6b0e-6a3c-4f0e-9c1e-2f3a4b5c6d7e")),
      useReturnTypeSchema = true)
  ResponseEntity<RaceView> start(RaceRequest request) throws InterruptedException;

  @Operation(
      summary = "List races",
      description = "The race that runs, or ran last: an instance remembers no other.")
  @ApiErrors({ProblemCode.UNAUTHORIZED, ProblemCode.NOT_FOUND})
  @ApiResponse(responseCode = "200", description = "The races.", useReturnTypeSchema = true)
  RacesView list();

  @Operation(summary = "Read a race", description = "As it is now.")
  @ApiErrors({ProblemCode.UNAUTHORIZED, ProblemCode.NOT_FOUND})
  @ApiResponse(responseCode = "200", description = "The race.", useReturnTypeSchema = true)
  RaceView read(@RaceInPath String id);

  @Operation(
      summary = "Stop a race",
      description =
          "Its customers stop to order, and its store ends; `state` says when that is done. One"
              + " that has ended stays as it is.")
  @ApiErrors({ProblemCode.UNAUTHORIZED, ProblemCode.NOT_FOUND})
  @ApiResponse(
      responseCode = "200",
      description = "The race, as it is now.",
      useReturnTypeSchema = true)
  RaceView stop(@RaceInPath String id);

  @Operation(
      summary = "Follow a race",
      description =
          "Server-sent events named `race`, ten a second while it runs, each with the whole race as"
              + " JSON. The stream ends with the race.")
  @ApiErrors({ProblemCode.UNAUTHORIZED, ProblemCode.NOT_FOUND, ProblemCode.TOO_MANY_VIEWERS})
  @ApiResponse(
      responseCode = "200",
      description = "The race, again and again.",
      content =
          @Content(
              mediaType = "text/event-stream",
              schema = @Schema(type = "string", example = "event: race")))
  void follow(@RaceInPath String id, HttpServletRequest request, HttpServletResponse response);
}
