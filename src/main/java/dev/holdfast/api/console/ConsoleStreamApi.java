package dev.holdfast.api.console;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the API's description says of the console's stream. */
@Tag(name = "Operations", description = "Look at instances, locks, waiters and the store.")
interface ConsoleStreamApi {
  @Operation(
      summary = "Follow products",
      description =
          "Server-sent events named `console`, about one a second, each a full picture of the"
              + " products that were asked for. A slow reader misses pictures. A stream ends after"
              + " `holdfast.streams.time-max` and when the instance drains: open it anew.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNAUTHORIZED, ProblemCode.TOO_MANY_VIEWERS})
  @ApiResponse(
      responseCode = "200",
      description = "A stream of pictures.",
      content =
          @Content(
              mediaType = "text/event-stream",
              schema =
                  @Schema(
                      type = "string",
                      example =
                          "event: console\n"
                              + "data: {\"at\": \"2026-11-23T10:00:00Z\", \"items\": []}")))
  void stream(
      @Parameter(description = "The products, 100 at most.", example = "[\"ticket-1\"]")
          @Nullable List<String> sku,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response);
}
