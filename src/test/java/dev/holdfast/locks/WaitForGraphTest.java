package dev.holdfast.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.locks.Acquisition.Claim;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which acquisitions wait for each other in a circle. */
class WaitForGraphTest {
  private static LockName lock(String name) {
    return new LockName("redisson-lock", LockName.Level.DISTRIBUTED, name);
  }

  private static Claim claim(LockName lock, boolean shared) {
    return new Claim(lock, shared, 500);
  }

  private static Acquisition acquisition(
      String id, String instance, @Nullable Claim wait, Claim... holds) {
    return new Acquisition(id, instance, "order-" + id, wait, List.of(holds));
  }

  private static Acquisition holds(String id, String held, @Nullable String wanted) {
    return acquisition(
        id, "one", wanted == null ? null : claim(lock(wanted), false), claim(lock(held), false));
  }

  private static List<List<String>> cycles(Acquisition... acquisitions) {
    return WaitForGraph.cycles(List.of(acquisitions)).stream()
        .map(cycle -> cycle.stream().map(Acquisition::id).toList())
        .toList();
  }

  @Test
  void aChainThatEnds_isNoCycle() {
    assertThat(cycles(holds("a", "1", "2"), holds("b", "2", "3"), holds("c", "3", null))).isEmpty();
  }

  @Test
  void threeThatWaitForEachOther_areOneCycle() {
    assertThat(cycles(holds("c", "3", "1"), holds("a", "1", "2"), holds("b", "2", "3")))
        .containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void oneThatWaitsForACycle_isNotInIt() {
    assertThat(cycles(holds("a", "0", "1"), holds("b", "1", "2"), holds("c", "2", "1")))
        .containsExactly(List.of("b", "c"));
  }

  @Test
  void twoThatShareALock_doNotWaitForEachOther() {
    var one = acquisition("a", "one", claim(lock("2"), true), claim(lock("1"), true));
    var other = acquisition("b", "one", claim(lock("1"), true), claim(lock("2"), true));
    assertThat(cycles(one, other)).isEmpty();
    var writer = acquisition("b", "one", claim(lock("1"), false), claim(lock("2"), false));
    assertThat(cycles(one, writer)).containsExactly(List.of("a", "b"));
  }

  @Test
  void locksOfDifferentInstances_areTheSameOnlyWhereTheyAreDistributed() {
    assertThat(Stream.of(LockName.Level.values()).filter(level -> !twoInstances(level).isEmpty()))
        .containsExactly(LockName.Level.DISTRIBUTED);
  }

  private static List<List<String>> twoInstances(LockName.Level level) {
    var first = new LockName("redisson-lock", level, "1");
    var second = new LockName("redisson-lock", level, "2");
    return cycles(
        acquisition("a", "one", claim(second, false), claim(first, false)),
        acquisition("b", "two", claim(first, false), claim(second, false)));
  }

  /** As a lock that is not re-entrant would. */
  @Test
  void oneThatWaitsForItself_isACycle() {
    var permit = claim(new LockName("jvm-semaphore", LockName.Level.LOCAL, "1"), false);
    assertThat(cycles(acquisition("a", "one", permit, permit))).containsExactly(List.of("a"));
  }

  /** A lock of the store that is acquired again, nested, is given: its answer is late. */
  @Test
  void oneThatAwaitsTheAnswerForALockThatItHas_isNone() {
    assertThat(cycles(holds("a", "1", "1"))).isEmpty();
  }
}
