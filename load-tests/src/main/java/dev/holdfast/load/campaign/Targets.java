package dev.holdfast.load.campaign;

import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.process.LoadTestException;
import java.net.URI;
import java.util.List;

/** Looks at instances that run already. */
final class Targets {
  private Targets() {}

  /** Refuses targets that are not Holdfast, or that do not share a store. */
  static void requireOneService(List<URI> targets, String strategy, String campaign) {
    List<HoldfastClient> clients = targets.stream().map(HoldfastClient::new).toList();
    clients.forEach(HoldfastClient::strategies);
    String probe = campaign + ".probe";
    clients.getFirst().supply(probe, strategy, 1);
    for (HoldfastClient client : clients) {
      if (!client.knows(probe)) {
        throw new LoadTestException(
            "%s does not know a product that was just registered at %s: they do not share a store"
                .formatted(client.target(), targets.getFirst()));
      }
    }
  }
}
