package dev.holdfast.api.lab;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The least that answering an order over HTTP can cost here: reads a body, looks at nothing of it,
 * and writes the same bytes each time.
 */
final class PlainOrderServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int BUFFER_BYTES = 1024;

  private final byte[] answer;

  /**
   * @param answer an order, as the endpoint that does nothing would write it
   */
  PlainOrderServlet(byte[] answer) {
    this.answer = answer.clone();
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var body = request.getInputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    while (body.read(buffer) >= 0) {
      // The body has no use, but it has to be read before the connection's next request.
    }
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader("X-Request-Id", "2d66m20gg7odu");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Location", "/api/v1/orders/kdg4v22izejiijhi7ys7546ar4");
    response.setHeader("ETag", "\"1\"");
    response.setContentType("application/json");
    response.setContentLength(answer.length);
    response.getOutputStream().write(answer);
  }
}
