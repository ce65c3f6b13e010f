package dev.holdfast.api.stream;

import dev.holdfast.api.problem.RefusalProblems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/**
 * The viewers of one kind of stream, bounded over all of its feeds. Safe for use by many threads.
 */
public final class Audience {
  private final StreamSettings settings;
  private final JsonMapper json;
  private final int viewersMax;
  private final AtomicInteger places = new AtomicInteger();
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  Audience(StreamSettings settings, JsonMapper json, int viewersMax) {
    this.settings = settings;
    this.json = json;
    this.viewersMax = viewersMax;
  }

  /**
   * A feed without a picture. It needs no end: one that has no viewers holds nothing.
   *
   * @param event the name of its events
   */
  public Feed feed(String event) {
    return new Feed(this, json, event);
  }

  /** How many viewers all feeds have. */
  public int viewers() {
    return places.get();
  }

  /** A viewer of a feed, which must {@link #leave}. */
  Viewer enter(Feed feed, HttpServletRequest request, HttpServletResponse response) {
    if (places.incrementAndGet() > viewersMax) {
      places.decrementAndGet();
      throw RefusalProblems.tooManyViewers(viewersMax);
    }
    var viewer = new Viewer(feed, request, response, settings);
    viewers.add(viewer);
    if (ended) {
      leave(viewer);
      throw RefusalProblems.shuttingDown();
    }
    return viewer;
  }

  void leave(Viewer viewer) {
    if (viewers.remove(viewer)) {
      places.decrementAndGet();
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /** Ends all streams once and for all. */
  void end() {
    ended = true;
    viewers.forEach(Viewer::wake);
  }
}
