package dev.holdfast.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Which requests are timed. */
class RequestTimesFilterTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RequestTimesFilter filter = new RequestTimesFilter(meters);

  private long timedAfter(boolean stream) throws Exception {
    var request = new MockHttpServletRequest("GET", "/api/v1/x");
    request.setAsyncSupported(true);
    filter.doFilter(
        request,
        new MockHttpServletResponse(),
        (q, r) -> {
          if (stream) {
            q.startAsync();
          }
        });
    return meters.find("http.server.requests").timers().stream().mapToLong(t -> t.count()).sum();
  }

  @Test
  void stream_isNotTimed() throws Exception {
    assertThat(timedAfter(true)).isZero();
    assertThat(timedAfter(false)).isEqualTo(1);
  }
}
