package dev.holdfast.redis.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the replies of scripts begin with: each script lists its own in its first lines. */
public enum ReplyCode {
  /** The order has that status, and had it before. */
  ALREADY,
  /** The stock count is announced: what is available follows. */
  ANNOUNCED,
  /** The adjustment is applied, or announced. */
  APPLIED,
  /** The damaged record is put aside. */
  ASIDE,
  /** Another reconciliation has the pause. */
  BUSY,
  /** The withdrawal has taken place before. */
  CARRIED_OUT,
  /** The order has another version than the caller named. */
  CHANGED,
  /** The order is the caller's to place. */
  CLAIMED,
  /** The withdrawal is that of a stock count. */
  COUNT,
  /** The product is new. */
  CREATED,
  /** Units count for customers: the call must declare the key that counts them. */
  CUSTOMERS,
  /** What is stored can be used by no step. */
  DAMAGED,
  /** The order has its new status. */
  DECIDED,
  /** The adjustment was applied before. */
  DUPLICATE,
  /** Nothing is settled: each line is to be settled by itself. */
  EACH,
  /** Another epoch holds: the call must declare the counter of that one. */
  EPOCH,
  /** More would be returned than the order has: numbers of SKUs and what is left of them follow. */
  EXCEEDED,
  /** The order exists: its record follows. */
  EXISTS,
  /** Redis refused a command within a batch: its error follows. */
  FAULT,
  /** A later holder of the lock has been here. */
  FENCED,
  /** The order's status permits no such step. */
  FORBIDDEN,
  /** The record follows. */
  FOUND,
  /** Events after the position may be gone. */
  GONE,
  /** Lines are short: their numbers and what is available follow. */
  INSUFFICIENT,
  /** Another call places the order. */
  IN_PROGRESS,
  /** The key belongs to another order. */
  KEY_REUSED,
  /** The time that the step had is over. */
  LATE,
  /** The customer would have too many: numbers of lines and what the customer has follow. */
  LIMIT,
  /** The claim, or the pause, is not the caller's any more. */
  LOST,
  /** There is no such reservation. */
  MISSING,
  /** What the caller read has changed. */
  MOVED,
  /** A newer attempt holds the line. */
  NEWER,
  /** There is no such record. */
  NONE,
  /** There is nothing to do. */
  NOTHING,
  /** There is no such order. */
  NOT_FOUND,
  /** Lines are not on sale: their numbers follow. */
  NOT_ON_SALE,
  /** The deadline would not be later. */
  NOT_LATER,
  /** Fewer units are missing than were not shipped. */
  NOT_MISSING,
  /** Another damaged record is aside already. */
  OCCUPIED,
  /** The order's deadline has passed: it is to be expired. */
  OVERDUE,
  /** The SKU is being reconciled. */
  PAUSED,
  /** The order is placed. */
  PLACED,
  /** The levels follow. */
  READ,
  /** The order holds no more than it keeps. */
  RELEASED,
  /** The reservation is as its record says. */
  REPAIRED,
  /** The order holds its lines. */
  RESERVED,
  /** The take in doubt is resolved: it will not happen any more. */
  RESOLVED,
  /** The pause is over. */
  RESUMED,
  /** The units are back. */
  RETURNED,
  /** The id belongs to another adjustment, or the key to another return. */
  REUSED,
  /** The sale would end before it begins. */
  SALE_TIMES,
  /** The record is written. */
  SAVED,
  /** The change is to be resolved: the record follows. */
  SETTLE,
  /** All lines are settled: the numbers of those that orders wait for follow. */
  SETTLED,
  /** The line is sold. */
  SOLD,
  /** The record is no damaged one. */
  SOUND,
  /** A newer attempt has been here. */
  STALE,
  /** The product has stock or reservations, so its strategy stays. */
  STRATEGY_IN_USE,
  /** The reconciled counters hold. */
  SWITCHED,
  /** The order would have had too many SKUs, or returns. */
  TOO_MANY,
  /** More units are lost than are supplied: how many those are follows. */
  TOO_FEW,
  /** The customer reserves too often: numbers of lines and the ms until it may again follow. */
  TOO_OFTEN,
  /** More would be supplied than a product can have. */
  TOO_MUCH,
  /** Redis does not know the SKU, or the lines whose numbers follow. */
  UNKNOWN,
  /** What is stored is no number: why follows. */
  UNREADABLE,
  /** The product was changed, or is so already. */
  UPDATED,
  /** Behind a reply: units came back, and orders wait for them. */
  WAITED,
  /** The units are out of supply. */
  WITHDRAWN;

  /**
   * The code that a reply begins with.
   *
   * @throws IllegalStateException when it begins with none
   */
  public static ReplyCode of(List<Object> reply) {
    return of(reply.get(0));
  }

  static ReplyCode of(Object first) {
    try {
      return valueOf((String) first);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("unexpected reply " + first, e);
    }
  }

  /** Whether a reply begins with this code; one may begin with something else, or be empty. */
  public boolean begins(List<Object> reply) {
    return !reply.isEmpty() && is(reply.get(0));
  }

  /** Whether a part of a reply is this code. */
  public boolean is(@Nullable Object part) {
    return name().equals(part);
  }
}
