package dev.holdfast.api.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store says of itself. Implementations ask it anew at each call. */
public interface StoreReport {
  /**
   * Which server it is, its version and its address; never with a password.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException when it does not answer
   */
  String server();

  /**
   * What it keeps when it or its machine dies.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException when it does not answer
   */
  List<Fact> durability();

  /**
   * One fact of it.
   *
   * @param ok whether it is as an operator should have it
   * @param advice what to change; null where nothing is known to be wrong
   */
  record Fact(String name, String value, boolean ok, @Nullable String advice) {}
}
