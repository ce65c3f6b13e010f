package dev.holdfast.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Who is woken for what, at times that the test chooses. */
class WaitQueueTest {
  private static final Sku A = new Sku("a");
  private static final Sku B = new Sku("b");
  private static final long HOLD = TimeUnit.SECONDS.toNanos(1);
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final ReentrantLock lock = new ReentrantLock();
  private final WaitQueue queue = new WaitQueue(3, HOLD, 0);
  private long now = -5;

  private static Shortage lacks(Sku sku, int units) {
    return new Shortage(sku, units, 0);
  }

  private Waiter waiter(Shortage... shortages) {
    return new Waiter(lock.newCondition(), List.of(shortages), now);
  }

  private Waiter waiting(Shortage... shortages) {
    Waiter waiter = waiter(shortages);
    assertThat(queue.add(waiter, now)).isTrue();
    return waiter;
  }

  private List<Waiter> seen(Sku sku, long available) {
    return queue.seen(Map.of(sku, available), now);
  }

  @Test
  void theFirstThatTheUnitsServe_areWoken_andNoMore() {
    Waiter first = waiting(lacks(A, 2));
    Waiter second = waiting(lacks(A, 1));
    Waiter third = waiting(lacks(A, 1));
    assertThat(seen(A, 3)).containsExactly(first, second);
    assertThat(seen(A, 3)).as("those units are promised").isEmpty();
    queue.remove(first, true, now);
    assertThat(seen(A, 1)).as("one is promised still").isEmpty();
    queue.remove(second, true, now);
    assertThat(seen(A, 0)).isEmpty();
    assertThat(seen(A, 1)).containsExactly(third);
  }

  @Test
  void unitsThatAWokenOrderTook_areNotOfferedFromAnOlderLook() {
    Waiter first = waiting(lacks(A, 1));
    assertThat(seen(A, 1)).containsExactly(first);
    Waiter both = waiting(lacks(A, 1), lacks(B, 1));
    queue.remove(first, true, now);
    assertThat(seen(B, 1)).as("the unit of A is gone").isEmpty();
    assertThat(seen(A, 1)).containsExactly(both);
  }

  @Test
  void anOrderOfSeveralSkus_isWokenWhenAllAreThere() {
    Waiter both = waiting(lacks(A, 1), lacks(B, 2));
    assertThat(seen(A, 1)).isEmpty();
    assertThat(seen(B, 1)).isEmpty();
    assertThat(seen(B, 2)).containsExactly(both);
  }

  @Test
  void aLargeOrder_holdsSmallerOnesBack_onceAndForAMoment() {
    Waiter large = waiting(lacks(A, 5));
    Waiter small = waiting(lacks(A, 1));
    assertThat(seen(A, 3)).isEmpty();
    assertThat(queue.takeDue(now, NEVER)).isNotEmpty();
    assertThat(queue.nextDue(NEVER)).as("it is looked at again then").isEqualTo(NEVER);
    assertThat(seen(A, 3)).isEmpty();
    assertThat(queue.nextDue(NEVER)).isEqualTo(now + HOLD);
    now += HOLD - 1;
    assertThat(seen(A, 4)).isEmpty();
    now += 1;
    assertThat(seen(A, 4)).containsExactly(small);
    queue.remove(small, true, now);
    Waiter another = waiting(lacks(A, 2));
    assertThat(seen(A, 3)).as("it has held back once").containsExactly(another);
    queue.remove(another, true, now);
    assertThat(seen(A, 5)).containsExactly(large);
  }

  @Test
  void anOrderThatLacksAnotherSku_holdsNothingBackOfThisOne() {
    waiting(lacks(B, 1));
    Waiter other = waiting(lacks(A, 1));
    assertThat(seen(A, 1)).containsExactly(other);
  }

  @Test
  void anUnusableWakeUp_isPassedOn_andTheOrderKeepsItsPlace() {
    Waiter first = waiting(lacks(A, 1));
    Waiter second = waiting(lacks(A, 1));
    assertThat(queue.takeDue(now, NEVER)).containsExactly(A);
    assertThat(seen(A, 1)).containsExactly(first);
    queue.back(first, List.of(lacks(B, 1)), now);
    assertThat(queue.takeDue(now, NEVER)).as("looked at again at once").contains(A, B);
    assertThat(seen(A, 1)).containsExactly(second);
    queue.remove(second, true, now);
    assertThat(queue.takeDue(now, NEVER)).containsExactly(A);
    assertThat(seen(A, 1)).as("B is short").isEmpty();
    assertThat(seen(B, 1)).as("not at once").isEmpty();
    assertThat(queue.nextDue(NEVER)).isEqualTo(first.notBefore);
    now = first.notBefore;
    assertThat(seen(B, 1)).containsExactly(first);
  }

  @Test
  void anOrderThatIsWokenInVainAgainAndAgain_pausesLongerEachTimeWithinABound() {
    Waiter waiter = waiting(lacks(A, 1));
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      now = waiter.notBefore;
      assertThat(seen(A, 1)).containsExactly(waiter);
      queue.back(waiter, List.of(), now);
      pauses.add(TimeUnit.NANOSECONDS.toMillis(waiter.notBefore - now));
    }
    assertThat(pauses).containsExactly(20L, 40L, 80L, 160L, 320L, 640L, 640L, 640L);
  }

  @Test
  void anOrderThatLeavesUnserved_leavesItsUnitsToTheNext() {
    Waiter first = waiting(lacks(A, 1));
    Waiter second = waiting(lacks(A, 1));
    assertThat(queue.takeDue(now, NEVER)).containsExactly(A);
    assertThat(seen(A, 1)).containsExactly(first);
    queue.remove(first, false, now);
    assertThat(queue.takeDue(now, NEVER)).containsExactly(A);
    assertThat(seen(A, 1)).containsExactly(second);
    queue.remove(second, true, now);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.skus()).isEmpty();
  }

  @Test
  void noMoreWaitForASku_thanMay() {
    for (int i = 0; i < 3; i++) {
      waiting(lacks(A, 1));
    }
    assertThat(queue.add(waiter(lacks(B, 1), lacks(A, 1)), now)).isFalse();
    assertThat(queue.skus()).containsExactly(A);
    assertThat(queue.size()).isEqualTo(3);
    waiting(lacks(B, 1));
  }

  @Test
  void anOrderThatLacksAnotherSkuLater_takesNoPlaceThereBeyondTheBound() {
    Waiter waiter = waiting(lacks(A, 1));
    for (int i = 0; i < 3; i++) {
      waiting(lacks(B, 1));
    }
    assertThat(seen(A, 1)).containsExactly(waiter);
    queue.back(waiter, List.of(lacks(B, 1)), now);
    assertThat(waiter.wanted).as("it waits on for A alone").containsOnlyKeys(A);
  }

  @Test
  void aSignalThatComesDuringALook_isFollowedByAnother() {
    waiting(lacks(A, 1));
    assertThat(queue.takeDue(now, now + HOLD)).containsExactly(A);
    queue.due(A, now);
    assertThat(seen(A, 0)).isEmpty();
    assertThat(queue.nextDue(NEVER)).isEqualTo(now);
    assertThat(queue.takeDue(now, now + HOLD)).containsExactly(A);
    assertThat(queue.nextDue(NEVER)).isEqualTo(now + HOLD);
  }

  @Test
  void signalsInARush_areAnsweredByOneLook() {
    var spaced = new WaitQueue(3, HOLD, 5);
    assertThat(spaced.add(waiter(lacks(A, 1)), now)).isTrue();
    assertThat(spaced.takeDue(now, NEVER)).as("the first one at once").containsExactly(A);
    spaced.due(A, now);
    assertThat(spaced.nextDue(NEVER)).isEqualTo(now + 5);
    now += 3;
    spaced.due(A, now);
    assertThat(spaced.add(waiter(lacks(A, 1)), now)).isTrue();
    assertThat(spaced.takeDue(now, NEVER)).isEmpty();
    now += 2;
    assertThat(spaced.takeDue(now, NEVER)).containsExactly(A);
    now += 7;
    spaced.due(A, now);
    assertThat(spaced.takeDue(now, NEVER)).as("a later one at once").containsExactly(A);
  }

  @Test
  void aUnitThatIsReadWhileAWokenOrderTakesItsOwn_isReadAgainOnceThatOneHasLeft() {
    Waiter first = waiting(lacks(A, 1));
    Waiter second = waiting(lacks(A, 1));
    assertThat(queue.takeDue(now, NEVER)).containsExactly(A);
    assertThat(seen(A, 1)).containsExactly(first);
    // The first has taken its unit, but has not left; another unit comes back.
    queue.due(A, now);
    assertThat(queue.takeDue(now, NEVER)).containsExactly(A);
    assertThat(seen(A, 1)).as("it passes for the promised one").isEmpty();
    queue.remove(first, true, now);
    assertThat(queue.takeDue(now, NEVER)).containsExactly(A);
    assertThat(seen(A, 1)).containsExactly(second);
  }

  @Test
  void severalLargeOrders_holdASmallOneBackAtTheSameTime_notOneAfterTheOther() {
    waiting(lacks(A, 5));
    waiting(lacks(A, 4));
    Waiter small = waiting(lacks(A, 1));
    assertThat(seen(A, 1)).isEmpty();
    now += HOLD;
    assertThat(seen(A, 1)).containsExactly(small);
  }
}
