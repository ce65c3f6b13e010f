package dev.holdfast.api.openapi;

import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.List;
import java.util.Map;

/** The schema of a problem, for the API's description. */
final class ProblemSchema {
  private static final String ORDER_ID = "5o3hjhi7vsfe5kz2qkprkqcsgq";

  private ProblemSchema() {}

  static Schema<?> schema() {
    return new ObjectSchema()
        .description("An error, as RFC 9457 has it. The last members come with some codes only.")
        .addProperty(
            "type",
            text("Names the kind of problem.", ProblemCode.TYPE_PREFIX + "invalid-request")
                .format("uri"))
        .addProperty(
            "title", text("The kind of problem, in a sentence.", "The request is not valid"))
        .addProperty("status", new IntegerSchema().description("The HTTP status.").example(400))
        .addProperty(
            "detail",
            text(
                "What is wrong with this request. For people: it may change.",
                "lines[0].quantity: must be at least 1"))
        .addProperty(
            "instance",
            text(
                    "Names this occurrence in the service's log.",
                    "urn:uuid:1f0c8e0a-6c5d-4c0e-9d7e-0d3a5b1c2e4f")
                .format("uri"))
        .addProperty("code", text("The kind of problem; stable, for programs.", "invalid-request"))
        .addProperty(
            "field",
            text("The field, parameter or header that is wrong, if one is.", "lines[0].quantity"))
        .addProperty("shortages", shortages())
        .addProperty("limits", limits())
        .addProperty("returns", returns())
        .addProperty(
            "skus",
            new ArraySchema()
                .items(new StringSchema())
                .description(
                    "With `unknown-sku` for a body: the SKUs that are not known. With"
                        + " `customer-required`, `extension-limit` and `too-many-reservations`:"
                        + " those with a limit. With `not-on-sale`: those that are not on sale.")
                .example(List.of("tikcet-1")))
        .addProperty(
            "orderId",
            text(
                "With `in-progress`, `outcome-unknown`, `precondition-failed`, `extension-limit`"
                    + " and 503 for an order: the order's id.",
                ORDER_ID))
        .addProperty("orderStatus", text("With `order-state`: the order's status.", "EXPIRED"))
        .addProperty(
            "orderVersion",
            new IntegerSchema()
                .format("int64")
                .description("With `precondition-failed` of an order: its version.")
                .example(2))
        .addProperty(
            "raceId",
            text(
                "With `race-running`: the race that runs.", "0b6f6b0e-6a3c-4f0e-9c1e-2f3a4b5c6d7e"))
        .addProperty("sku", text("With `precondition-failed` of a product: its SKU.", "ticket-1"))
        .addProperty(
            "productRevision",
            new IntegerSchema()
                .format("int64")
                .description(
                    "With `precondition-failed` of a product: its revision, if it is there.")
                .example(2))
        .addProperty(
            "extensionsMax",
            new IntegerSchema()
                .description("With `extension-limit`: how often an order may be extended.")
                .example(3))
        .required(List.of("type", "title", "status", "detail", "code"));
  }

  private static Schema<?> shortages() {
    var shortage =
        new ObjectSchema()
            .addProperty("sku", text("The SKU.", "ticket-1"))
            .addProperty(
                "requested", new IntegerSchema().description("Units asked for.").example(2))
            .addProperty(
                "available",
                new IntegerSchema()
                    .format("int64")
                    .description("Units that could be ordered.")
                    .example(1));
    return new ArraySchema()
        .items(shortage)
        .description("With `insufficient-stock`: the lines that are short.")
        .example(List.of(Map.of("sku", "ticket-1", "requested", 2, "available", 1)));
  }

  private static Schema<?> returns() {
    var excess =
        new ObjectSchema()
            .addProperty("sku", text("The SKU.", "ticket-1"))
            .addProperty(
                "requested", new IntegerSchema().description("Units asked for.").example(2))
            .addProperty(
                "returnable",
                new IntegerSchema()
                    .format("int64")
                    .description("Units that the line could name.")
                    .example(1));
    return new ArraySchema()
        .items(excess)
        .description(
            "With `return-beyond-order` and `not-missing`: the lines that ask for too much.")
        .example(List.of(Map.of("sku", "ticket-1", "requested", 2, "returnable", 1)));
  }

  private static Schema<?> limits() {
    var limit =
        new ObjectSchema()
            .addProperty("sku", text("The SKU.", "ticket-1"))
            .addProperty("limit", text("`maxPerOrder` or `maxPerCustomer`.", "maxPerCustomer"))
            .addProperty("max", new IntegerSchema().description("The limit.").example(4))
            .addProperty(
                "requested", new IntegerSchema().description("Units asked for.").example(2))
            .addProperty(
                "has",
                new IntegerSchema()
                    .format("int64")
                    .description("Units that the customer has in other orders.")
                    .example(3));
    return new ArraySchema()
        .items(limit)
        .description("With `limit-exceeded`: the lines beyond a limit.")
        .example(
            List.of(
                Map.of(
                    "sku",
                    "ticket-1",
                    "limit",
                    "maxPerCustomer",
                    "max",
                    4,
                    "requested",
                    2,
                    "has",
                    3)));
  }

  private static Schema<?> text(String description, String example) {
    return new StringSchema().description(description).example(example);
  }
}
