package dev.holdfast.boot;

import dev.holdfast.postgres.server.PostgresFacts;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What the start asks of PostgreSQL; whether it is too old is known before there is a schema. */
@Component
@ConditionalOnStore(StoreKind.POSTGRES)
final class PostgresStartup implements StoreStartup {
  private final Supplier<PostgresFacts> postgres;
  private final Inventory inventory;

  PostgresStartup(Supplier<PostgresFacts> postgres, Inventory inventory) {
    this.postgres = postgres;
    this.inventory = inventory;
  }

  @Override
  public void check() {}

  @Override
  public Optional<String> whyNeverAllowed(StrategyType strategy) {
    return inventory.whyNotUsable(strategy.id());
  }

  @Override
  public List<String> refusedInProduction() {
    return postgres.get().refusedInProduction();
  }

  @Override
  public void warnInProduction() {}

  @Override
  public Optional<String> advice() {
    return Optional.empty();
  }

  @Override
  public String report() {
    var facts = postgres.get();
    return "PostgreSQL: %s, %s".formatted(facts.where(), facts.durability());
  }
}
