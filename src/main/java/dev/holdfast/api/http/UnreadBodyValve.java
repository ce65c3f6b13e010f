package dev.holdfast.api.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Ends the connection of a request whose body is still on its way when its time is over. Tomcat
 * reads what the call did not, so that the connection can be used again, and waits for it for as
 * long as a byte comes now and then.
 */
final class UnreadBodyValve extends ValveBase {
  private static final int BUFFER_BYTES = 8 * 1024;

  /** What is left of a body is read up to here; closing at once could lose the answer. */
  private static final int LEFT_BYTES_MAX = 2 * 1024 * 1024;

  private final long bodyNanosMax;

  UnreadBodyValve(Duration bodyTimeMax) {
    // A stream goes on after its call; its request has no body.
    super(true);
    this.bodyNanosMax = bodyTimeMax.toNanos();
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    long began = System.nanoTime();
    getNext().invoke(request, response);
    if (!isRead(request)) {
      response.flushBuffer();
      if (!readOn(request, began)) {
        request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
      }
    }
  }

  private static boolean isRead(Request request) {
    var read = new AtomicBoolean();
    request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
    return read.get();
  }

  /**
   * Whether all of the body has come in time. A client that waits for 100 Continue does not receive
   * it.
   */
  private boolean readOn(Request request, long began) {
    if (request.getHeader("Expect") != null) {
      return false;
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      var in = request.getInputStream();
      long left = LEFT_BYTES_MAX;
      while (left > 0 && System.nanoTime() - began < bodyNanosMax) {
        int read = in.read(buffer);
        if (read < 0) {
          return true;
        }
        left -= read;
      }
      return false;
    } catch (IOException | IllegalStateException e) {
      // The body stalled, broke off, or cannot be read any more: there is no client to respond to.
      return false;
    }
  }
}
