package dev.holdfast.locks;

import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Shows who holds and who waits for locks. Safe for use by many threads. */
@Endpoint(id = "locks")
public final class LocksEndpoint {
  private final Supplier<LocksView> diagnosis;

  /**
   * @param diagnosis looks at the locks anew at each call, within a bounded time
   */
  public LocksEndpoint(Supplier<LocksView> diagnosis) {
    this.diagnosis = diagnosis;
  }

  /** The locks of this moment. */
  @ReadOperation
  public LocksView locks() {
    return diagnosis.get();
  }
}
