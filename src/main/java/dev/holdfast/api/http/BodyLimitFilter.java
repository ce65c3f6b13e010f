package dev.holdfast.api.http;

import dev.holdfast.api.problem.BodyLimitException;
import dev.holdfast.api.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;

/**
 * Refuses bodies over a limit: at once where their length is announced, else as soon as it is
 * passed. And bodies that are too slow: when nothing of them comes for a while, or all of them
 * takes longer than a bound.
 */
final class BodyLimitFilter extends HttpFilter {
  private final int bytesMax;
  private final Duration timeMax;
  private final ProblemWriter problems;

  /**
   * @param timeMax how long a body may take in all; a wait for more of it is bounded by the server
   */
  BodyLimitFilter(int bytesMax, Duration timeMax, ProblemWriter problems) {
    this.bytesMax = bytesMax;
    this.timeMax = timeMax;
    this.problems = problems;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > bytesMax) {
      problems.write(BodyLimitException.tooLarge(bytesMax).problem(), response);
      return;
    }
    // In HTTP/1 there is no body without a length or chunks; HTTP/2 needs neither.
    boolean none =
        request.getContentLengthLong() == 0
            || (request.getContentLengthLong() < 0
                && request.getProtocol().startsWith("HTTP/1.")
                && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null);
    chain.doFilter(none ? request : new Limited(request, bytesMax, timeMax), response);
  }

  private static final class Limited extends HttpServletRequestWrapper {
    private final int bytesMax;
    private final long deadline;

    Limited(HttpServletRequest request, int bytesMax, Duration timeMax) {
      super(request);
      this.bytesMax = bytesMax;
      this.deadline = System.nanoTime() + timeMax.toNanos();
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new Counted(super.getInputStream(), bytesMax, deadline);
    }
  }

  private static final class Counted extends ServletInputStream {
    private final ServletInputStream in;
    private final int bytesMax;
    private final long deadline;
    private long count;

    Counted(ServletInputStream in, int bytesMax, long deadline) {
      this.in = in;
      this.bytesMax = bytesMax;
      this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (System.nanoTime() - deadline > 0) {
        throw BodyLimitException.tooSlow();
      }
      int read;
      try {
        read = in.read(bytes, offset, length);
      } catch (IOException e) {
        throw isTimeout(e) ? BodyLimitException.tooSlow() : e;
      }
      count += Math.max(0, read);
      if (count > bytesMax) {
        throw BodyLimitException.tooLarge(bytesMax);
      }
      return read;
    }

    /** The server wraps it. */
    private static boolean isTimeout(IOException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SocketTimeoutException) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}
