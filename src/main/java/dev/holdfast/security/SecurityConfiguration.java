package dev.holdfast.security;

import dev.holdfast.web.ProblemWriter;
import java.util.Objects;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the token in front of every call where there is one. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
  @Bean
  FilterRegistrationBean<AdminTokenFilter> adminToken(
      AdminSettings settings, ProblemWriter problems) {
    var filter =
        new FilterRegistrationBean<>(
            new AdminTokenFilter(Objects.requireNonNullElse(settings.adminToken(), ""), problems));
    filter.setEnabled(!settings.isOpen());
    // After the headers of every answer, before the body is looked at.
    filter.setOrder(Ordered.LOWEST_PRECEDENCE - 1);
    return filter;
  }
}
