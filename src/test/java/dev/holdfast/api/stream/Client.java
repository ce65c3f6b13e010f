package dev.holdfast.api.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** The other end of a stream. It reads at once unless {@link #beforeWrite} waits. */
public class Client {
  private final Output output = new Output();
  public final Response response = new Response();
  public final Request request = new Request();
  private volatile boolean ended;

  public Client open(Feed feed) {
    feed.open(request, response);
    return this;
  }

  /** The connection may keep a write waiting here, or break. */
  public void beforeWrite(String part) throws IOException {}

  public String received() {
    synchronized (output.received) {
      return output.received.toString(UTF_8);
    }
  }

  public boolean hasEnded() {
    return ended;
  }

  public final class Request extends MockHttpServletRequest {
    Request() {
      super("GET", "/stream");
      setAsyncSupported(true);
    }

    @Override
    public AsyncContext startAsync(ServletRequest q, ServletResponse r) {
      return new MockAsyncContext(q, r) {
        @Override
        public void complete() {
          ended = true;
        }
      };
    }
  }

  public final class Response extends MockHttpServletResponse {
    @Override
    public ServletOutputStream getOutputStream() {
      return output;
    }
  }

  final class Output extends ServletOutputStream {
    final ByteArrayOutputStream received = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      throw new UnsupportedOperationException("byte by byte");
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      beforeWrite(new String(bytes, from, length, UTF_8));
      synchronized (received) {
        received.write(bytes, from, length);
      }
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
