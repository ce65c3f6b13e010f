package dev.holdfast.api.event;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the API's description says of the events. */
@Tag(name = "Orders", description = "Place, read, confirm, cancel and extend orders.")
interface EventApi {
  @Operation(
      summary = "Follow the changes of orders",
      description =
          "The next changes of all customers' orders: each change once or more, those of one order"
              + " in the order of its versions. Going on from `next` misses none that is kept. With"
              + " `wait` the call waits for the next event where there is none yet; a page may"
              + " still be empty, and may have fewer events than `limit`.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.EVENTS_GONE,
    ProblemCode.TOO_MANY_READERS,
    ProblemCode.STORE_UNAVAILABLE
  })
  @ApiResponse(
      responseCode = "200",
      description = "The next events, or none.",
      useReturnTypeSchema = true)
  EventsView events(
      @Parameter(
              description =
                  "The `next` of the call before. Left out: from the oldest event that is kept."
                      + " `latest`: from now on.",
              example = "p-00000001-4711")
          @Nullable String after,
      @Described.Limit int limit,
      @Parameter(
              description =
                  "For how many seconds to wait for an event where there is none, from 0 to"
                      + " `holdfast.events.readers.wait-max`, which is 30 by default.",
              schema =
                  @Schema(type = "integer", format = "int32", minimum = "0", defaultValue = "0"),
              example = "20")
          int wait);
}
