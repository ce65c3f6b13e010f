package dev.holdfast.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;

/** Names each request, in its answer and in whatever is logged on its way. */
final class RequestIdFilter extends HttpFilter {
  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String id = RequestId.of(request.getHeader(RequestId.HEADER));
    response.setHeader(RequestId.HEADER, id);
    MDC.put(RequestId.FIELD, id);
    try {
      chain.doFilter(request, response);
    } finally {
      MDC.remove(RequestId.FIELD);
    }
  }
}
