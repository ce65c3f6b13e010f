package dev.holdfast.order;

import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;

/**
 * Units of one SKU that an order returns, by what becomes of them.
 *
 * @param restocked those that can be sold again
 * @param writtenOff those that leave the supply
 * @param notShipped those that were missing, and lower the shortfall
 */
public record ReturnedUnits(Sku sku, int restocked, int writtenOff, int notShipped) {
  /**
   * @throws IllegalArgumentException when a number is negative, or all together are not from 1 to
   *     {@link Line#QUANTITY_MAX}
   */
  public ReturnedUnits {
    long all = (long) restocked + writtenOff + notShipped;
    if (restocked < 0 || writtenOff < 0 || notShipped < 0 || all < 1 || all > Line.QUANTITY_MAX) {
      throw new IllegalArgumentException("from 1 to " + Line.QUANTITY_MAX + " units are returned");
    }
  }

  /** So many units, all with one disposition. */
  public static ReturnedUnits of(Sku sku, int units, Disposition disposition) {
    return new ReturnedUnits(
        sku,
        disposition == Disposition.RESTOCK ? units : 0,
        disposition == Disposition.WRITE_OFF ? units : 0,
        disposition == Disposition.NOT_SHIPPED ? units : 0);
  }

  /**
   * The same with more units of the SKU.
   *
   * @throws ArithmeticException or IllegalArgumentException when these are too many
   */
  ReturnedUnits plus(ReturnedUnits more) {
    return new ReturnedUnits(
        sku,
        Math.addExact(restocked, more.restocked),
        Math.addExact(writtenOff, more.writtenOff),
        Math.addExact(notShipped, more.notShipped));
  }

  /** All of them. */
  public int units() {
    return restocked + writtenOff + notShipped;
  }

  /** The same as it is stored and counts for a fingerprint: {@code SKU:number:number:number}. */
  public String text() {
    return sku.value() + ":" + restocked + ":" + writtenOff + ":" + notShipped;
  }
}
