package dev.holdfast.history;

import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Histories drawn by lot: every operation on orders, one after the other, each on another node than
 * the last, with products of all strategies mixed. Every answer and every level is what a simple
 * sequential model says. The seed of a history that is not is told: {@code -Dholdfast.test.seed}
 * with it, and {@code -Dholdfast.test.histories=1}, repeats it alone.
 */
class RandomHistoryTest {
  private static final int HISTORIES = Integer.getInteger("holdfast.test.histories", 500);
  private static final long SEED = Long.getLong("holdfast.test.seed", 20_261_125L);

  private static final List<TestInstance> nodes = new ArrayList<>();

  @BeforeAll
  static void start() {
    var redis = RedisUnderTest.shared();
    var setup = InstanceSetup.on(new ServerAddress(redis.host(), redis.port()));
    nodes.add(setup.start());
    nodes.add(setup.oneStep(false).start());
    nodes.add(setup.start());
  }

  @AfterAll
  static void stop() {
    nodes.forEach(TestInstance::close);
    nodes.clear();
  }

  @Test
  void everyAnswerAndEveryLevelIsWhatASequentialModelSays() {
    for (int i = 0; i < HISTORIES; i++) {
      new RandomHistory(nodes, SEED + i).play();
    }
  }
}
