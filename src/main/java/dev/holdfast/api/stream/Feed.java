package dev.holdfast.api.stream;

import dev.holdfast.api.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/**
 * A picture that changes, and its viewers. Each viewer receives the latest picture whenever it has
 * read the one before: a slow viewer misses pictures, and delays neither the others nor {@link
 * #publish}. Safe for use by many threads.
 */
public final class Feed {
  private final Audience audience;
  private final JsonMapper json;
  private final String event;
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Picture latest;
  private volatile boolean ended;

  Feed(Audience audience, JsonMapper json, String event) {
    this.audience = audience;
    this.json = json;
    this.event = event;
  }

  /**
   * Replaces the picture, and returns at once. It becomes JSON only if a viewer reads it.
   *
   * @param picture all that a viewer needs to know; it must not change any more
   */
  public void publish(Object picture) {
    latest = new Picture(json, event, picture);
    viewers.forEach(Viewer::wake);
  }

  /** Ends the streams of all viewers once they have read the latest picture. */
  public void end() {
    ended = true;
    viewers.forEach(Viewer::wake);
  }

  /** How many viewers read it. */
  public int viewers() {
    return viewers.size();
  }

  /**
   * Answers a request with a stream: the latest picture at once, then each later one. The stream
   * outlives the request's call, and with it the call's deadline and its place among the requests
   * in flight. After {@link #end} it ends with the latest picture.
   *
   * @throws Problem when there are too many viewers, when this instance ends, or when the request
   *     has a body
   */
  public void open(HttpServletRequest request, HttpServletResponse response) {
    if (request.getContentLengthLong() > 0
        || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
      throw Problem.invalid("body", "must be empty");
    }
    if (request.getMethod().equals("HEAD")) {
      Viewer.head(response);
      return;
    }
    Viewer viewer = audience.enter(this, request, response);
    viewers.add(viewer);
    viewer.start();
  }

  void leave(Viewer viewer) {
    viewers.remove(viewer);
    audience.leave(viewer);
  }

  @Nullable Picture latest() {
    return latest;
  }

  boolean hasEnded() {
    return ended || audience.hasEnded();
  }
}
