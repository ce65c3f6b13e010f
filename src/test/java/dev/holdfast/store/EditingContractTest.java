package dev.holdfast.store;

import dev.holdfast.contract.EditingContract;
import dev.holdfast.testing.RedisStore;

/** Editing products on one Redis. */
class EditingContractTest extends EditingContract {
  EditingContractTest() {
    super(RedisStore.oneServer());
  }
}
