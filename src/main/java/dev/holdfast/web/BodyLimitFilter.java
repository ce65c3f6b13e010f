package dev.holdfast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Refuses bodies over a limit: at once where their length is announced, else as soon as it is
 * passed.
 */
final class BodyLimitFilter extends HttpFilter {
  private final int bytesMax;
  private final ProblemWriter problems;

  BodyLimitFilter(int bytesMax, ProblemWriter problems) {
    this.bytesMax = bytesMax;
    this.problems = problems;
  }

  /** The body went over the limit while it was read. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int bytesMax;

    TooLargeException(int bytesMax) {
      this.bytesMax = bytesMax;
    }

    Problem problem() {
      return tooLarge(bytesMax);
    }
  }

  private static Problem tooLarge(int bytesMax) {
    return Problem.of(
        ProblemCode.CONTENT_TOO_LARGE, "body", "must have at most " + bytesMax + " bytes");
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > bytesMax) {
      problems.write(tooLarge(bytesMax), response);
      return;
    }
    // A length that is known to be within the limit needs no counting.
    chain.doFilter(
        request.getContentLengthLong() >= 0 ? request : new Limited(request, bytesMax), response);
  }

  private static final class Limited extends HttpServletRequestWrapper {
    private final int bytesMax;

    Limited(HttpServletRequest request, int bytesMax) {
      super(request);
      this.bytesMax = bytesMax;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new Counted(super.getInputStream(), bytesMax);
    }
  }

  private static final class Counted extends ServletInputStream {
    private final ServletInputStream in;
    private final int bytesMax;
    private long count;

    Counted(ServletInputStream in, int bytesMax) {
      this.in = in;
      this.bytesMax = bytesMax;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      counted(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      counted(Math.max(0, read));
      return read;
    }

    private void counted(int read) throws TooLargeException {
      count += read;
      if (count > bytesMax) {
        throw new TooLargeException(bytesMax);
      }
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
