package dev.holdfast.api.problem;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An error answer on its way to the client: an RFC 9457 problem detail with a stable code.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What every problem has; other members must not hide them. */
  private static final Set<String> STANDARD_MEMBERS =
      Set.of("type", "title", "status", "detail", "instance", "code");

  private final ProblemCode code;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();
  private int status;
  private @Nullable URI instance;

  public Problem(ProblemCode code, String detail) {
    // A refusal is no fault: its stack trace has no use.
    super(detail, null, false, false);
    this.code = code;
    this.status = code.status().value();
  }

  /** A request that is not valid, naming the field. */
  public static Problem invalid(String field, String detail) {
    return of(ProblemCode.INVALID_REQUEST, field, detail);
  }

  /** A problem of one field, naming it in the detail as well. */
  public static Problem of(ProblemCode code, String field, String detail) {
    return new Problem(code, field + ": " + detail).with("field", field);
  }

  /** Administration without the token. */
  public static Problem unauthorized() {
    return of(
        ProblemCode.UNAUTHORIZED,
        HttpHeaders.AUTHORIZATION,
        "must be Bearer and the admin token, since this is not a call for everybody");
  }

  /** An order that is confirmed at once, without the token that confirming needs here. */
  public static Problem mayNotConfirm() {
    return of(
            ProblemCode.UNAUTHORIZED,
            "confirm",
            "needs Authorization: Bearer and the admin token; place the order without it")
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
  }

  /** What the server or the framework refused by itself: the status is theirs, the form is ours. */
  public static Problem ofStatus(int status) {
    Problem problem =
        switch (status) {
          case 404 -> of(ProblemCode.NOT_FOUND, "path", "nothing is here");
          case 405 -> of(ProblemCode.METHOD_NOT_ALLOWED, "method", "is not allowed here");
          case 406 ->
              of(ProblemCode.NOT_ACCEPTABLE, HttpHeaders.ACCEPT, "must allow application/json");
          case 408 -> BodyLimitException.tooSlow().problem();
          case 413 -> of(ProblemCode.CONTENT_TOO_LARGE, "body", "is too large");
          case 415 ->
              of(
                  ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                  HttpHeaders.CONTENT_TYPE,
                  "must be application/json");
          case 417 -> invalid(HttpHeaders.EXPECT, "cannot be met");
          case 500, 503 -> new Problem(ProblemCode.INTERNAL_ERROR, "The service is at fault.");
          default -> invalid("request", "is not HTTP as this server understands it");
        };
    problem.status = status;
    return problem;
  }

  /** Adds a member to the answer. */
  public Problem with(String name, Object value) {
    if (STANDARD_MEMBERS.contains(name)) {
      throw new IllegalArgumentException(name + " is a member that every problem has");
    }
    members.put(name, value);
    return this;
  }

  /** Sets when the client may try again. */
  public Problem retryAfter(Duration time) {
    return header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, time.toSeconds())));
  }

  public Problem header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Names this one occurrence, so that it can be found in the log. */
  public Problem instance(URI occurrence) {
    this.instance = occurrence;
    return this;
  }

  Map<String, String> headers() {
    return headers;
  }

  int status() {
    return status;
  }

  ProblemCode code() {
    return code;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  @Nullable URI instance() {
    return instance;
  }

  /** Its members besides those that every problem has. */
  Map<String, Object> members() {
    return members;
  }

  /** The answer's body, its members in the order of the RFC, then ours. */
  public Map<String, Object> body() {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", ProblemCode.TYPE_PREFIX + code.code());
    body.put("title", code.title());
    body.put("status", status);
    body.put("detail", detail());
    if (instance != null) {
      body.put("instance", instance.toString());
    }
    body.put("code", code.code());
    body.putAll(members);
    return body;
  }

  public ResponseEntity<Object> answer() {
    var answer = ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.forEach((name, value) -> answer.header(name, value));
    return answer.body(body());
  }
}
