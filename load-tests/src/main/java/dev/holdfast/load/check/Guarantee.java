package dev.holdfast.load.check;

/**
 * What a strategy declares of itself, as far as a load can show it.
 *
 * @param scope where it sells no more than there is
 * @param leaks whether an instance that dies may take units with it that no order has
 * @param refusesFalsely whether it may refuse an order for lack of stock while another, that comes
 *     to nothing, has taken the units for a moment
 * @param contends whether it may refuse a request, to be repeated, because too many want the same
 */
public record Guarantee(Scope scope, boolean leaks, boolean refusesFalsely, boolean contends) {
  /** One that loses nothing. */
  public Guarantee(Scope scope, boolean refusesFalsely, boolean contends) {
    this(scope, false, refusesFalsely, contends);
  }
}
