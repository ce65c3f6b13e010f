package dev.holdfast.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.api.problem.BodyLimitException;
import dev.holdfast.api.problem.ProblemWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of HTTP/2, which have neither a length nor chunks. */
class BodyLimitFilterTest {
  private static final int BYTES_MAX = 10;

  private final BodyLimitFilter filter =
      new BodyLimitFilter(BYTES_MAX, Duration.ofSeconds(60), new ProblemWriter(new JsonMapper()));

  private byte[] read(String protocol, int bytes) throws Exception {
    var request =
        new MockHttpServletRequest("POST", "/") {
          @Override
          public long getContentLengthLong() {
            return -1;
          }
        };
    request.setProtocol(protocol);
    request.setContent(new byte[bytes]);
    var body = new byte[1][];
    filter.doFilter(
        request,
        new MockHttpServletResponse(),
        (q, r) -> body[0] = q.getInputStream().readAllBytes());
    return body[0];
  }

  @Test
  void aBodyWithoutALengthIsReadUpToTheLimit() throws Exception {
    assertThat(read("HTTP/2.0", BYTES_MAX)).hasSize(BYTES_MAX);
    assertThatThrownBy(() -> read("HTTP/2.0", BYTES_MAX + 1))
        .isInstanceOf(BodyLimitException.class);
  }
}
