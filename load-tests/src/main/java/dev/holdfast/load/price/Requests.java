package dev.holdfast.load.price;

import java.nio.ByteBuffer;

/** The requests of a load, one after the other. */
@FunctionalInterface
interface Requests {
  /** Writes the next request into an empty buffer. */
  void next(ByteBuffer target);
}
