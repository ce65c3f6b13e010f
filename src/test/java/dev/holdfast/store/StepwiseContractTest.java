package dev.holdfast.store;

import dev.holdfast.testing.RedisStore;

/** The steps on one Redis server. */
class StepwiseContractTest extends StepwiseContract {
  StepwiseContractTest() {
    super(RedisStore.oneServer());
  }
}
