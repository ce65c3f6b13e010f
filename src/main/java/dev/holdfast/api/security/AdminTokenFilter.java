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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Rejects administrative requests without the token, before it reads their bodies. */
final class AdminTokenFilter extends HttpFilter {
  private static final String SCHEME = "Bearer ";

  private final List<byte[]> tokens;
  private final PublicEndpoints open;
  private final boolean everybodyConfirms;
  private final ProblemWriter problems;

  /**
   * @param tokens each of which administers
   */
  AdminTokenFilter(List<String> tokens, Set<OrderCall> open, ProblemWriter problems) {
    this.tokens = tokens.stream().map(token -> token.getBytes(ISO_8859_1)).toList();
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
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] given = authorization.substring(SCHEME.length()).getBytes(ISO_8859_1);
    boolean found = false;
    for (byte[] token : tokens) {
      found |= MessageDigest.isEqual(token, given);
    }
    return found;
  }
}
