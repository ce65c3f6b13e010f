package dev.holdfast.load.campaign;

import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.ServiceInstance;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.MeasuredService;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The instances that one or more cells run on: given ones, or fresh ones of the campaign's own, on
 * a store of their own unless one was given. Beside the ordinary ones there may be others, each by
 * a name.
 */
final class Deployment implements AutoCloseable {
  /**
   * What to start. An empty {@code ports} means free ones.
   *
   * @param properties of the ordinary instances, beside those of their store
   */
  record Settings(Path jar, List<Integer> ports, Map<String, String> properties, Path logs) {}

  /**
   * One more instance.
   *
   * @param store where it keeps its stock: the ordinary one when null
   */
  record Other(String name, @Nullable StoreServer store, Map<String, String> properties) {}

  private final List<HoldfastClient> clients = new ArrayList<>();
  private final Map<String, MeasuredService> others = new LinkedHashMap<>();

  /** None where instances were given: their operator looks after them and stops them. */
  private final List<ServiceInstance> started = new ArrayList<>();

  private final List<ServiceInstance> ordinary = new ArrayList<>();
  private final List<StoreServer> stores;

  private Deployment(List<StoreServer> stores) {
    this.stores = stores;
  }

  /** Instances that run already. */
  static Deployment given(List<URI> targets) {
    Deployment deployment = new Deployment(List.of());
    targets.forEach(target -> deployment.clients.add(new HoldfastClient(target)));
    return deployment;
  }

  /**
   * Starts instances, and waits until they are ready. When they cannot be started, the stores are
   * the caller's to close.
   *
   * @param stores that end with them, the ordinary one first
   */
  static Deployment start(
      ProcessSupervisor supervisor,
      Settings settings,
      List<StoreServer> stores,
      int instances,
      List<Other> others) {
    Deployment deployment = new Deployment(List.copyOf(stores));
    try {
      deployment.startInstances(supervisor, settings, instances, others);
      return deployment;
    } catch (RuntimeException e) {
      deployment.started.forEach(ServiceInstance::close);
      throw e;
    }
  }

  private void startInstances(
      ProcessSupervisor supervisor, Settings settings, int count, List<Other> more) {
    StoreServer store = stores.getFirst();
    var common = ServiceInstance.Settings.of(settings.jar(), store.properties(), settings.logs());
    for (int i = 0; i < count; i++) {
      int port = settings.ports().isEmpty() ? Ports.free() : settings.ports().get(i);
      ordinary.add(
          ServiceInstance.start(
              supervisor, common.with(settings.properties()).numbered(i + 1, port)));
      started.add(ordinary.getLast());
      clients.add(ordinary.getLast().client());
    }
    for (Other other : more) {
      StoreServer its = other.store() == null ? store : other.store();
      var itsSettings =
          ServiceInstance.Settings.of(settings.jar(), its.properties(), settings.logs());
      started.add(
          ServiceInstance.start(
              supervisor,
              itsSettings.with(other.properties()).numbered(started.size() + 1, Ports.free())));
      others.put(other.name(), measured(List.of(started.getLast()), its));
    }
    started.forEach(ServiceInstance::awaitReady);
  }

  private static MeasuredService measured(List<ServiceInstance> instances, StoreServer store) {
    return new MeasuredService(
        instances.stream().map(i -> i.client().target()).toList(),
        instances.stream().map(ServiceInstance::meters).toList(),
        instances.stream().map(ServiceInstance::pid).toList(),
        store.process(),
        store.statistics());
  }

  /** One client for each ordinary instance; the load goes round robin to their addresses. */
  List<HoldfastClient> clients() {
    return clients;
  }

  List<URI> targets() {
    return clients.stream().map(HoldfastClient::target).toList();
  }

  /** All that something can be measured on, by the name that it has there. */
  Map<String, MeasuredService> services() {
    Map<String, MeasuredService> services = new LinkedHashMap<>(others);
    services.put(
        Measurand.ORDINARY,
        stores.isEmpty() ? MeasuredService.at(targets()) : measured(ordinary, stores.getFirst()));
    return services;
  }

  /** A client of a service. */
  HoldfastClient client(String at) {
    return at.equals(Measurand.ORDINARY)
        ? clients.getFirst()
        : new HoldfastClient(Objects.requireNonNull(others.get(at), at).targets().getFirst());
  }

  /** The stores that were started or named, the ordinary one first; none below given instances. */
  List<StoreServer> stores() {
    return stores;
  }

  /**
   * Refuses to go on when something that was started is no longer there. What given instances no
   * longer answer shows in the receipts.
   */
  void requireAlive() {
    started.forEach(ServiceInstance::requireAlive);
    stores.forEach(StoreServer::requireAlive);
  }

  @Override
  public void close() {
    started.forEach(ServiceInstance::close);
    stores.forEach(StoreServer::close);
  }
}
