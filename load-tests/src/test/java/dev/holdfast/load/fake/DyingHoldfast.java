package dev.holdfast.load.fake;

import java.util.concurrent.locks.LockSupport;

/** An instance that dies while orders are under way. */
public final class DyingHoldfast {
  private static final int ORDERS_BEFORE_DEATH = 40;
  private static final int EXIT_CODE = 42;
  private static final long LOOK_NANOS = 1_000_000;

  private DyingHoldfast() {}

  public static void main(String[] args) {
    int port = Integer.parseInt(args[0].substring("--server.port=".length()));
    FakeStore store = new FakeStore();
    try (FakeHoldfast _ = new FakeHoldfast(store, port)) {
      while (store.orders.size() < ORDERS_BEFORE_DEATH) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      System.out.println("I am dying of too many orders");
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
