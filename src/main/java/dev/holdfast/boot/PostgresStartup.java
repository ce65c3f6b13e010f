package dev.holdfast.boot;

import dev.holdfast.postgres.server.PostgresFacts;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
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
  public String server() {
    return ask().where();
  }

  @Override
  public List<Fact> durability() {
    var facts = ask();
    return List.of(
        new Fact("fsync", facts.fsync(), facts.fsync().equals("on"), null),
        new Fact(
            "full_page_writes", facts.fullPageWrites(), facts.fullPageWrites().equals("on"), null),
        new Fact(
            "synchronous_commit",
            facts.synchronousCommit(),
            !facts.synchronousCommit().equals("off"),
            null),
        new Fact(
            "synchronous_standby_names",
            facts.standbys().isEmpty() ? "none" : facts.standbys(),
            true,
            null));
  }

  private PostgresFacts ask() {
    try {
      return postgres.get();
    } catch (DataAccessException e) {
      throw new StoreUnavailableException("PostgreSQL cannot be asked for its settings", e);
    }
  }

  @Override
  public String report() {
    var facts = postgres.get();
    return "PostgreSQL: %s, %s".formatted(facts.where(), facts.durability());
  }
}
