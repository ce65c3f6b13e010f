package dev.holdfast.load.failover;

/** The servers that a round runs on. Rounds of one setup share them, and the instances. */
enum Setup {
  SENTINEL_ONE_REPLICA("Sentinel, 1 replica"),
  SENTINEL_TWO_REPLICAS("Sentinel, 2 replicas"),
  ONE_ADDRESS("one address, 1 replica"),
  CLUSTER("Cluster, 3 masters with 1 replica each");

  private final String title;

  Setup(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
