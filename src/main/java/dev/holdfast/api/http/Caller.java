package dev.holdfast.api.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What the caller of a request may do beyond making it.
 *
 * @param mayConfirm whether an order may be confirmed at once when it is placed
 */
public record Caller(boolean mayConfirm) {
  private static final String ATTRIBUTE = Caller.class.getName();

  /** Lets the request's call know. */
  public void accompany(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** The caller where the service has no token: it may do everything. */
  static Caller of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : new Caller(true);
  }
}
