package dev.holdfast.load.endpoints;

import java.net.URI;

/** No server answers at an address. */
public final class HoldfastUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  HoldfastUnreachableException(URI target, Throwable cause) {
    super("%s does not answer (%s)".formatted(target, cause), cause);
  }
}
