package dev.holdfast.api.console;

import dev.holdfast.api.console.InstanceViews.InstancesView;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.locks.LocksView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** What the API's description says of the instance and its store. */
@Tag(name = "Operations", description = "Look at instances, locks, waiters and the store.")
interface ConsoleApi {
  @Operation(
      summary = "List the instances",
      description =
          "The instances that hold a lease in this store, as the one that answers knows them, and"
              + " its sweeper. It asks the store nothing.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNAUTHORIZED})
  @ApiResponse(responseCode = "200", description = "The instances.", useReturnTypeSchema = true)
  InstancesView instances();

  @Operation(
      summary = "List the locks",
      description =
          "The locks that this instance holds or waits for, with their leases and with those that"
              + " other instances have published: what `/actuator/locks` shows.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNAUTHORIZED})
  @ApiResponse(
      responseCode = "200",
      description = "The locks.",
      content =
          @Content(
              mediaType = "application/json",
              schema =
                  @Schema(
                      type = "object",
                      example =
                          "{\"instance\": \"0b7bc532-3f55-4260-aed9-a11dbeaf9381\", \"strategies\":"
                              + " [], \"locks\": [], \"notShown\": 0, \"deadlocks\": []}")))
  LocksView locks();

  @Operation(
      summary = "List what orders wait for",
      description =
          "The products that orders of this instance wait for. It asks the store nothing.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNAUTHORIZED})
  @ApiResponse(responseCode = "200", description = "The waiters.", useReturnTypeSchema = true)
  WaitersView waiters();

  @Operation(
      summary = "Describe the store",
      description = "Which store this instance uses, and what it keeps when it dies.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNAUTHORIZED, ProblemCode.STORE_UNAVAILABLE})
  @ApiResponse(responseCode = "200", description = "The store.", useReturnTypeSchema = true)
  StoreView store();
}
