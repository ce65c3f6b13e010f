package dev.holdfast.load.endpoints;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A server answers at an address, but it is not Holdfast. */
public final class NotHoldfastException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotHoldfastException(URI target, int status, @Nullable Throwable cause) {
    super(
        "%s answers, but is not Holdfast: GET /api/v1/strategies gave %d and no list of strategies"
            .formatted(target, status),
        cause);
  }
}
