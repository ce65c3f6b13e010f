package dev.holdfast.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.problem.ProblemWriter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/** What is carried out of requests that come while the service ends. */
class InFlightFilterTest {
  private final InFlightRequests admission = new InFlightRequests();
  private final InFlightFilter filter =
      new InFlightFilter(admission, new ProblemWriter(new JsonMapper()));

  /** Whether each request that was carried out may only be answered as a repeat. */
  private final List<Boolean> carriedOut = new ArrayList<>();

  @BeforeEach
  void close() {
    admission.close();
  }

  private static MockHttpServletRequest request(String method, String path, boolean keyed) {
    var request = new MockHttpServletRequest(method, path);
    if (keyed) {
      request.addHeader(IdempotencyKey.HEADER, "k");
    }
    return request;
  }

  private MockHttpServletResponse send(MockHttpServletRequest request) throws Exception {
    var response = new MockHttpServletResponse();
    filter.doFilter(request, response, (q, r) -> carriedOut.add(InFlightRequests.isForRepeats()));
    return response;
  }

  private void assertRefused(MockHttpServletResponse response) throws Exception {
    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeader("Connection")).isEqualTo("close");
    assertThat(response.getContentAsString())
        .contains("shutting-down", "This request changed nothing.");
  }

  @Test
  void anOrderWithAKeyIsCarriedOutAsARepeatAndItsConnectionEnds() throws Exception {
    var response = send(request("POST", "/api/v1/orders", true));

    assertThat(carriedOut).containsExactly(true);
    assertThat(response.getHeader("Connection")).isEqualTo("close");
    assertThat(InFlightRequests.isForRepeats()).as("afterwards").isFalse();
  }

  @Test
  void everythingElseIsRefused() throws Exception {
    assertRefused(send(request("POST", "/api/v1/orders", false)));
    assertRefused(send(request("GET", "/api/v1/orders", true)));
    assertRefused(send(request("POST", "/api/v1/orders/x/confirm", true)));
    assertRefused(send(request("POST", "/api/v1/products/x/stock-adjustments", true)));
    assertThat(carriedOut).isEmpty();
  }

  @Test
  void soManyRepeatsAreCarriedOutAtOnceAndTheNextOneIsRefused() throws Exception {
    within(
        InFlightRequests.REPEATS_MAX,
        () -> assertRefused(send(request("POST", "/api/v1/orders", true))));
    assertThat(carriedOut).isEmpty();

    send(request("POST", "/api/v1/orders", true));
    assertThat(carriedOut).as("after all have ended").hasSize(1);
  }

  private interface Step {
    void run() throws Exception;
  }

  /** Takes a step within so many requests that are carried out at once. */
  private void within(int depth, Step step) throws Exception {
    if (depth == 0) {
      step.run();
      return;
    }
    filter.doFilter(
        request("POST", "/api/v1/orders", true),
        new MockHttpServletResponse(),
        (q, r) -> {
          try {
            within(depth - 1, step);
          } catch (IOException | ServletException | RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new ServletException(e);
          }
        });
  }
}
