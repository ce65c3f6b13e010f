package dev.holdfast.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A count that misses virtual threads would find nothing left behind, whatever is. */
class ThreadsTest {
  @Test
  void virtualAndPlatformThreadsAreCounted() throws InterruptedException {
    var end = new CountDownLatch(1);
    Threads before = Threads.live();
    Thread request = Thread.ofVirtual().name("tomcat-handler-test").start(() -> await(end));
    Thread other = Thread.ofPlatform().name("lettuce-test").start(() -> await(end));
    try {
      assertThat(Threads.live().requests()).isGreaterThan(before.requests());
      assertThat(Threads.live().others()).isGreaterThan(before.others());
    } finally {
      end.countDown();
      request.join();
      other.join();
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
