package dev.holdfast.load.kill;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.endpoints.ShopClient.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Lives the life of an order as a shop would: whatever is not known is asked for again, under the
 * same key, of whichever instance is there. What an order has bought is supplied again, so that
 * there is stock to fight for until the end.
 */
final class Customer {
  /** Together longer than a claim outlives the instance that died with it. */
  private static final int TRIES_MAX = 60;

  private static final Duration PAUSE = Duration.ofMillis(150);

  private final ShopClient client;
  private final Supplier<Optional<URI>> instances;

  /**
   * @param instances an instance to ask, another each time; empty while none lives
   */
  Customer(ShopClient client, Supplier<Optional<URI>> instances) {
    this.client = client;
    this.instances = instances;
  }

  /** Goes on until the life is settled, or it has made all its attempts. */
  void live(Life life) {
    boolean known = true;
    for (int i = 0; i < TRIES_MAX && !life.isSettled(); i++) {
      if (!known) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      Optional<URI> instance = instances.get();
      known = instance.isPresent() && step(life, instance.get());
    }
  }

  /** Tells whether the answer says what became of it. */
  private boolean step(Life life, URI instance) {
    life.asking();
    String order = life.order();
    Line toSupply = life.toSupply();
    if (order != null && toSupply != null) {
      return supply(life, order, toSupply, instance);
    }
    List<Line> wished = life.toChangeTo();
    Reply reply;
    if (order == null) {
      reply = client.place(instance, life.key(), life.lines());
      placed(life, reply);
    } else if (wished != null) {
      reply = client.change(instance, order, wished);
      changed(life, wished, reply);
    } else {
      reply = client.command(instance, order, life.intent().command());
      commanded(life, reply);
    }
    return !(reply instanceof Reply.Unknown);
  }

  private boolean supply(Life life, String order, Line line, URI instance) {
    boolean known = client.supply(instance, "again-" + order + "-" + line.sku(), line);
    if (known) {
      life.supplied();
    }
    return known;
  }

  private static void placed(Life life, Reply reply) {
    switch (reply) {
      case Reply.Order(var id, var status, var lines, var again) -> {
        life.accepted(id, again);
        if (!lines.equals(life.lines())) {
          life.unexpected("placed " + lines + " instead of " + life.lines());
        } else if (!status.equals("RESERVED")) {
          // Its deadline passed before any instance could answer.
          life.ended(status);
        }
      }
      case Reply.SoldOut() -> life.refused();
      case Reply.Unknown u -> {}
      case Reply.Forbidden(var status) -> life.unexpected("placing is forbidden by " + status);
      case Reply.Missing() -> life.unexpected("placing: not found");
      case Reply.Unexpected(var what) -> life.unexpected("placing: " + what);
    }
  }

  private static void changed(Life life, List<Line> wished, Reply reply) {
    switch (reply) {
      case Reply.Order order -> {
        life.changed(Life.Change.MADE);
        if (!order.lines().equals(wished)) {
          life.unexpected("changed to " + order.lines() + " instead of " + wished);
        }
      }
      case Reply.SoldOut() -> life.changed(Life.Change.REFUSED);
      // It has ended; whether it was changed before that, the judge finds out.
      case Reply.Forbidden(var status) -> {
        if (!status.equals("PLACING")) {
          life.ended(status);
        }
      }
      case Reply.Unknown u -> {}
      case Reply.Missing() -> life.unexpected("an order that was placed is not found");
      case Reply.Unexpected(var what) -> life.unexpected("changing: " + what);
    }
  }

  private static void commanded(Life life, Reply reply) {
    switch (reply) {
      case Reply.Order order -> {
        life.ended(order.status());
        if (order.status().equals("CONFIRMED")) {
          life.sold(order.lines());
        }
      }
      case Reply.Forbidden(var status) -> {
        if (!status.equals("PLACING")) {
          life.ended(status);
        }
      }
      case Reply.Unknown u -> {}
      case Reply.Missing() -> life.unexpected("an order that was placed is not found");
      case Reply.SoldOut() -> {
        if (life.intent() == Life.Intent.CONFIRM) {
          // Too late, and its units are sold to others.
          life.ended("EXPIRED");
        } else {
          life.unexpected(life.intent() + " was answered as sold out");
        }
      }
      case Reply.Unexpected(var what) -> life.unexpected(life.intent() + ": " + what);
    }
  }
}
