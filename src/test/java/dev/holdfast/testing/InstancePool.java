package dev.holdfast.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes that one test after the other uses: starting one takes longer than most of what is done
 * with it. Tests share them as customers share an instance, each with products of its own.
 */
public final class InstancePool {
  private final Map<InstanceSetup, Deque<TestInstance>> idle = new HashMap<>();
  private final Map<TestInstance, InstanceSetup> lent = new HashMap<>();

  /** A node of this setup that nobody else has. */
  public TestInstance take(InstanceSetup setup) {
    Deque<TestInstance> free = idle.computeIfAbsent(setup, key -> new ArrayDeque<>());
    TestInstance node = free.isEmpty() ? setup.start() : free.pop();
    lent.put(node, setup);
    return node;
  }

  /**
   * The test is over: what it has taken is for the next. Its orders go, since a deep audit looks at
   * all orders of the last hour, and so would take longer from test to test.
   */
  public void giveBack() {
    lent.keySet().stream()
        .findFirst()
        .ifPresent(node -> node.redis.<String>write(commands -> commands.flushdb()));
    lent.forEach((node, setup) -> idle.getOrDefault(setup, new ArrayDeque<>()).push(node));
    lent.clear();
  }

  /** No test follows. */
  public void close() {
    giveBack();
    List<TestInstance> all = new ArrayList<>();
    idle.values().forEach(all::addAll);
    idle.clear();
    all.forEach(TestInstance::close);
  }
}
