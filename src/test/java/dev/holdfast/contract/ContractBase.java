package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** A contract that is run against a store: a test class of that store says which. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ContractBase {
  private final StoreUnderTest store;
  private final List<StoreInstance> started = new ArrayList<>();

  public ContractBase(StoreUnderTest store) {
    this.store = store;
  }

  public final StoreUnderTest store() {
    return store;
  }

  public final Stream<Way> ways() {
    return store.ways();
  }

  public final StoreInstance start(Way way) {
    return store.take(way);
  }

  public final List<StoreInstance> start(Way way, int instances) {
    return Stream.generate(() -> start(way)).limit(instances).toList();
  }

  public final StoreInstance start(Way way, RaceWindow window) {
    StoreInstance instance = store.start(way, window);
    started.add(instance);
    return instance;
  }

  @AfterEach
  public final void stopInstances() {
    started.forEach(StoreInstance::close);
    started.clear();
    store.giveBack();
  }

  @AfterAll
  public final void closeStore() {
    store.close();
  }

  public static void assertLevel(StoreInstance node, Sku sku, long available, long reserved) {
    StockLevel level = node.level(sku);
    assertThat(level.available()).as("available").isEqualTo(available);
    assertThat(level.reserved()).as("reserved").isEqualTo(reserved);
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  public static void assertSold(
      StoreInstance node, Sku sku, long available, long reserved, long sold) {
    assertLevel(node, sku, available, reserved);
    assertThat(node.level(sku).sold()).as("sold").isEqualTo(sold);
  }
}
