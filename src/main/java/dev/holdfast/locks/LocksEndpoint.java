package dev.holdfast.locks;

import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Shows who holds and who waits for locks. Safe for use by many threads. */
@Endpoint(id = "locks")
public final class LocksEndpoint {
  private final Supplier<LocksView> diagnosis;
  private final boolean wholeOrderIds;

  /**
   * @param diagnosis looks at the locks anew at each call, within a bounded time
   * @param wholeOrderIds whether every client may act on every order. Otherwise an id is what lets
   *     a client read and cancel the order, and its beginning is shown, which is enough to find it
   *     in a log
   */
  public LocksEndpoint(Supplier<LocksView> diagnosis, boolean wholeOrderIds) {
    this.diagnosis = diagnosis;
    this.wholeOrderIds = wholeOrderIds;
  }

  /** The locks of this moment. */
  @ReadOperation
  public LocksView locks() {
    LocksView view = diagnosis.get();
    return wholeOrderIds ? view : view.withoutOrderIds();
  }
}
