package dev.holdfast.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import dev.holdfast.strategy.lock.jvm.JvmMutexes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the book says of this thread. */
class LockBookTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final OrderId ORDER = new OrderId("abcdefghijklmnopqrstuvwxyz");
  private static final List<Sku> SKUS = List.of(new Sku("a"));

  private final LockBook book = new LockBook("one", System::nanoTime);
  private final JvmMutexes locks =
      JvmMutexes.of(
          8, new OrderedAcquisition(new LockNotes(book, "jvm-mutex", LockName.Level.LOCAL)));

  private List<Acquisition.Claim> held() {
    return book.all().stream().flatMap(own -> own.acquisition().holds().stream()).toList();
  }

  @Test
  void aLockThatIsReleased_isHeldNoLonger() {
    try (var _ = book.enter(ORDER, SKUS)) {
      try (var outer = locks.acquire(SKUS, WAIT).orElseThrow();
          var inner = locks.acquire(SKUS, WAIT).orElseThrow()) {
        assertThat(List.of(outer, inner)).doesNotContainNull();
        assertThat(held()).hasSize(2);
      }
      assertThat(held()).isEmpty();
    }
  }

  @Test
  void aNestedEntry_keepsTheOuterOne() {
    try (var _ = book.enter(ORDER, SKUS)) {
      try (var held = locks.acquire(SKUS, WAIT).orElseThrow()) {
        book.enter(null, List.of()).close();
        assertThat(held).isNotNull();
        assertThat(book.all())
            .singleElement()
            .satisfies(own -> assertThat(own.acquisition().order()).isEqualTo(ORDER.value()));
      }
    }
    assertThat(book.mine()).isNull();
  }

  @Test
  void aThreadThatDidNotEnter_isNotNoted() {
    try (var held = locks.acquire(SKUS, WAIT).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(book.all()).isEmpty();
    }
  }
}
