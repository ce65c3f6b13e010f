package dev.holdfast.api.console;

import dev.holdfast.api.console.InstanceViews.InstancesView;
import dev.holdfast.api.console.InstanceViews.SweeperView;
import dev.holdfast.instance.InstanceRegistry;
import dev.holdfast.lifecycle.SweeperLifecycle;
import dev.holdfast.locks.LocksEndpoint;
import dev.holdfast.locks.LocksView;
import dev.holdfast.stock.Inventory;
import dev.holdfast.waiting.OrderWaits;
import dev.holdfast.waiting.WaitingSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What operators read of an instance and of its store. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class ConsoleController implements ConsoleApi {
  private final ObjectProvider<InstanceRegistry> instances;
  private final SweeperLifecycle sweeper;
  private final LocksEndpoint locks;
  private final OrderWaits waits;
  private final WaitingSettings waiting;
  private final Inventory inventory;
  private final StoreReport store;

  ConsoleController(
      ObjectProvider<InstanceRegistry> instances,
      SweeperLifecycle sweeper,
      LocksEndpoint locks,
      OrderWaits waits,
      WaitingSettings waiting,
      Inventory inventory,
      StoreReport store) {
    this.instances = instances;
    this.sweeper = sweeper;
    this.locks = locks;
    this.waits = waits;
    this.waiting = waiting;
    this.inventory = inventory;
    this.store = store;
  }

  @Override
  @GetMapping("/instances")
  public InstancesView instances() {
    return InstancesView.of(instances.getIfAvailable(), SweeperView.of(sweeper));
  }

  @Override
  @GetMapping("/locks")
  public LocksView locks() {
    return locks.locks();
  }

  @Override
  @GetMapping("/waiters")
  public WaitersView waiters() {
    return WaitersView.of(waits, waiting);
  }

  @Override
  @GetMapping("/store")
  public StoreView store() {
    return StoreView.of(inventory.storeKind(), store);
  }
}
