package dev.holdfast.load.endpoints;

import com.fasterxml.jackson.databind.JsonNode;

/** A change of an order, as the service tells it. */
public record Event(String orderId, long version, String type, String occurredAt) {
  /** Reads one; what it does not have is empty, or 0. */
  public static Event of(JsonNode event) {
    return new Event(
        event.path("orderId").asText(),
        event.path("version").asLong(),
        event.path("type").asText(),
        event.path("occurredAt").asText());
  }
}
