package dev.holdfast.api.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/**
 * One open stream. A virtual thread of its own writes it, so that a client that does not read holds
 * up no other. It needs no queue: it remembers the picture that it wrote last.
 */
final class Viewer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Viewer.class);
  private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

  /** Between two of these the time is looked at. */
  private static final int CHUNK_BYTES = 8 * 1024;

  private final Feed feed;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final StreamSettings settings;
  private final Thread thread;
  private volatile @Nullable AsyncContext answer;

  Viewer(
      Feed feed,
      HttpServletRequest request,
      HttpServletResponse response,
      StreamSettings settings) {
    this.feed = feed;
    this.request = request;
    this.response = response;
    this.settings = settings;
    this.thread = Thread.ofVirtual().name("stream-viewer").unstarted(this);
  }

  static void head(HttpServletResponse response) {
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // A proxy that collects the answer would hold every picture back.
    response.setHeader("X-Accel-Buffering", "no");
  }

  void start() {
    try {
      head(response);
      AsyncContext context = request.startAsync(request, response);
      // Its time is bounded here: the container would answer with an error.
      context.setTimeout(0);
      answer = context;
    } catch (IllegalStateException e) {
      feed.leave(this);
      throw e;
    }
    thread.start();
  }

  /** There may be something new. */
  void wake() {
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    try {
      write();
    } catch (IOException | IllegalStateException e) {
      // The client has gone or does not read, which is its own affair.
      log.debug("a stream broke off", e);
    } catch (RuntimeException e) {
      log.warn("a stream ended, since its picture cannot be written", e);
    } finally {
      feed.leave(this);
      complete();
    }
  }

  private void write() throws IOException {
    ServletOutputStream output = response.getOutputStream();
    long end = System.nanoTime() + settings.timeMax().toNanos();
    // The head goes out before there is a picture.
    write(output, COMMENT);
    long silent = System.nanoTime();
    Picture seen = null;
    while (true) {
      // Looked at before the picture: an end comes after the last one.
      boolean last = feed.hasEnded();
      Picture latest = feed.latest();
      long now = System.nanoTime();
      long untilBeat = settings.heartbeat().toNanos() - (now - silent);
      // Before the picture: a viewer for which each picture is followed by a newer one ends as
      // well.
      if (end - now <= 0) {
        return;
      }
      if (latest != null && latest != seen) {
        write(output, latest.bytes());
        seen = latest;
        silent = System.nanoTime();
        if (last) {
          return;
        }
      } else if (last) {
        return;
      } else if (untilBeat <= 0) {
        write(output, COMMENT);
        silent = System.nanoTime();
      } else {
        LockSupport.parkNanos(this, Math.min(untilBeat, end - now));
      }
    }
  }

  /** Each single wait for the client is bounded by the server, all of them together here. */
  private void write(ServletOutputStream output, byte[] bytes) throws IOException {
    long began = System.nanoTime();
    for (int at = 0; at < bytes.length; at += CHUNK_BYTES) {
      output.write(bytes, at, Math.min(CHUNK_BYTES, bytes.length - at));
      checkTime(began);
    }
    output.flush();
    checkTime(began);
  }

  private void checkTime(long began) throws IOException {
    if (System.nanoTime() - began > settings.writeMax().toNanos()) {
      throw new IOException("the client reads too slowly");
    }
  }

  private void complete() {
    AsyncContext context = answer;
    if (context == null) {
      return;
    }
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The container has ended it, after an error of the connection.
      log.debug("a stream had ended already", e);
    }
  }
}
