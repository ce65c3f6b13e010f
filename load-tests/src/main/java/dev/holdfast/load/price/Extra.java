package dev.holdfast.load.price;

import java.util.Locale;

/** What is measured beside the loads. */
enum Extra {
  /** Bytes that an order takes in Redis. */
  BYTES,
  /** Calls that a confirmation makes to Redis. */
  CONFIRM,
  /** Milliseconds from a start to the first order that is accepted. */
  STARTS;

  /** Behind {@link #STARTS}: with an ahead-of-time cache. */
  static final String WITH_CACHE = ", with cache";

  /** Behind either: milliseconds of processor time in place of those on the clock. */
  static final String CPU = ", processor time";

  /** Behind {@link #CONFIRM}: calls that follow the answer. */
  static final String LATER = ", later";

  /** As an option names it, and its figure. */
  String figure() {
    return name().toLowerCase(Locale.ROOT);
  }
}
