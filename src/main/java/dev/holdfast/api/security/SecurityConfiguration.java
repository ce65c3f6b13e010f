package dev.holdfast.api.security;

import dev.holdfast.api.problem.ProblemWriter;
import java.net.InetAddress;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts in front of every call who may make it. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
  /** After the request has its name, and is timed. */
  private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 2;

  @Bean
  FilterRegistrationBean<KnownCallersFilter> knownCallers(
      AccessSettings settings, ServerProperties server, ProblemWriter problems) {
    InetAddress bound = server.getAddress();
    boolean onLoopback = bound != null && bound.isLoopbackAddress();
    var filter =
        new FilterRegistrationBean<>(
            new KnownCallersFilter(new KnownCallers(settings, onLoopback), problems));
    filter.setOrder(FIRST);
    return filter;
  }

  @Bean
  FilterRegistrationBean<AdminTokenFilter> adminToken(
      AdminSettings settings, AccessSettings access, ProblemWriter problems) {
    var filter =
        new FilterRegistrationBean<>(
            new AdminTokenFilter(settings.tokens(), access.openCalls(), problems));
    filter.setEnabled(!settings.isOpen());
    // After the headers of every response, before the body is read.
    filter.setOrder(Ordered.LOWEST_PRECEDENCE - 3);
    return filter;
  }
}
