package dev.holdfast.postgres.transaction;

import dev.holdfast.stock.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Too many wanted the same at once: a lock was not acquired, or the attempts ran out, within their
 * bound. Nothing happened. Where a call can be refused as contended, it is.
 */
public final class ContendedException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  public ContendedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
