package dev.holdfast.api.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.holdfast.api.http.Caller;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Rejects administrative requests without the token, before it reads their bodies. */
final class AdminTokenFilter extends HttpFilter {
  private static final String SCHEME = "Bearer ";

  private final byte[] token;
  private final PublicEndpoints open;
  private final boolean everybodyConfirms;
  private final ProblemWriter problems;

  AdminTokenFilter(String token, Set<OrderCall> open, ProblemWriter problems) {
    this.token = token.getBytes(ISO_8859_1);
    this.open = new PublicEndpoints(open);
    this.everybodyConfirms = open.contains(OrderCall.CONFIRM);
    this.problems = problems;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean administers = isToken(request.getHeader(HttpHeaders.AUTHORIZATION));
    if (administers || open.include(request)) {
      new Caller(administers || everybodyConfirms).accompany(request);
      chain.doFilter(request, response);
    } else {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, SCHEME.strip());
      problems.write(Problem.unauthorized(), response);
    }
  }

  /** How long it takes says nothing of how much of it is right. */
  private boolean isToken(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            token, authorization.substring(SCHEME.length()).getBytes(ISO_8859_1));
  }
}
