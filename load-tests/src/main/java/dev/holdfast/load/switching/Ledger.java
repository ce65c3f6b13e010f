package dev.holdfast.load.switching;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What all customers know in the end. Safe for use by many threads. */
final class Ledger {
  private final AtomicLong reserved = new AtomicLong();
  private final AtomicLong sold = new AtomicLong();
  private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  void reserved(long units) {
    reserved.addAndGet(units);
  }

  void sold(long units) {
    sold.addAndGet(units);
  }

  void attempted(Attempt attempt) {
    attempts.add(attempt);
  }

  /** An order came to what it must not: refused although there was stock, or never answered. */
  void failed(String what) {
    failures.add(what);
  }

  /** Units of orders that are reserved. */
  long reserved() {
    return reserved.get();
  }

  /** Units of orders that are confirmed. */
  long sold() {
    return sold.get();
  }

  Collection<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }
}
