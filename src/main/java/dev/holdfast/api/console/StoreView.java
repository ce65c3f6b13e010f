package dev.holdfast.api.console;

import dev.holdfast.stock.StoreKind;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The store as operators see it. */
@Schema(name = "Store", description = "The store, and what it keeps when it dies.")
record StoreView(
    @Schema(description = "`redis` or `postgres`.", example = "redis") String kind,
    @Schema(
            description = "Which server it is, its version and its address.",
            example = "redis 8.2.1 at 10.1.2.3:6379")
        String server,
    @Schema(
            description = "What it keeps, setting by setting.",
            example =
                "[{\"name\": \"persistence\", \"value\": \"keeps its data in an append-only file\","
                    + " \"ok\": true}]")
        List<DurabilityView> durability) {

  static StoreView of(StoreKind kind, StoreReport report) {
    return new StoreView(
        kind.name().toLowerCase(Locale.ROOT),
        report.server(),
        report.durability().stream()
            .map(fact -> new DurabilityView(fact.name(), fact.value(), fact.ok(), fact.advice()))
            .toList());
  }

  /** One setting. */
  @Schema(name = "Durability", description = "A setting that decides what the store keeps.")
  record DurabilityView(
      @Schema(description = "Its name.", example = "persistence") String name,
      @Schema(
              description = "Its value, or what it comes to.",
              example = "keeps its data in an append-only file")
          String value,
      @Schema(description = "Whether it is as it should be.", example = "true") boolean ok,
      @Schema(
              description = "What to change, where that is known.",
              example = "set it to noeviction")
          @Nullable String advice) {}
}
