package dev.holdfast.load.failover;

import dev.holdfast.load.config.Store;

/** The servers that a round runs on. Rounds of one setup share them, and the instances. */
enum Setup {
  SENTINEL_ONE_REPLICA("Sentinel, 1 replica"),
  SENTINEL_TWO_REPLICAS("Sentinel, 2 replicas"),
  ONE_ADDRESS("one address, 1 replica"),
  CLUSTER("Cluster, 3 masters with 1 replica each"),
  POSTGRES("PostgreSQL, 2 replicas", Store.POSTGRES);

  private final String title;
  private final Store store;

  Setup(String title) {
    this(title, Store.REDIS);
  }

  Setup(String title, Store store) {
    this.title = title;
    this.store = store;
  }

  Store store() {
    return store;
  }

  String title() {
    return title;
  }
}
