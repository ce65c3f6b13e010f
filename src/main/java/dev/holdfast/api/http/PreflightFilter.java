package dev.holdfast.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Has a browser's question whether a page of another site may call (CORS) answered like any other
 * OPTIONS request. Nothing in the answer allows it, so the browser does not; the framework's own
 * refusal would name methods in {@code Allow} that the call does not have.
 */
final class PreflightFilter extends HttpFilter {
  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request.getMethod().equals("OPTIONS") ? new Plain(request) : request, response);
  }

  /** A request that asks nothing about methods. */
  private static final class Plain extends HttpServletRequestWrapper {
    Plain(HttpServletRequest request) {
      super(request);
    }

    @Override
    public @Nullable String getHeader(String name) {
      return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    private static boolean isHidden(String name) {
      return name.equalsIgnoreCase(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }
  }
}
