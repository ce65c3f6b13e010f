package dev.holdfast.web;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;

/**
 * An error answer on its way to the client: an RFC 9457 problem detail with a stable code.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemCode code;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private @Nullable Duration retryAfter;

  public Problem(ProblemCode code, String detail) {
    // A refusal is no fault: nobody needs its stack.
    super(detail, null, false, false);
    this.code = code;
  }

  /** A request that is not valid, naming the field. */
  public static Problem invalid(String field, String detail) {
    return new Problem(ProblemCode.INVALID_REQUEST, field + ": " + detail).with("field", field);
  }

  /** Adds a member to the answer. */
  public Problem with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  /** Tells the client when to try again. */
  public Problem retryAfter(Duration time) {
    this.retryAfter = time;
    return this;
  }

  ProblemCode code() {
    return code;
  }

  HttpHeaders headers() {
    var headers = new HttpHeaders();
    Duration after = retryAfter;
    if (after != null) {
      headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, after.toSeconds())));
    }
    return headers;
  }

  ProblemDetail body() {
    var body = body(code, getMessage());
    members.forEach(body::setProperty);
    return body;
  }

  static ProblemDetail body(ProblemCode code, @Nullable String detail) {
    var body = ProblemDetail.forStatus(code.status());
    body.setType(URI.create(ProblemCode.TYPE_PREFIX + code.code()));
    body.setTitle(code.title());
    body.setDetail(detail);
    body.setProperty("code", code.code());
    return body;
  }
}
