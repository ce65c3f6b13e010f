package dev.holdfast.api.lab;

import dev.holdfast.api.order.OrderView;
import dev.holdfast.lab.ConditionalOnLab;
import dev.holdfast.order.OrderStatus;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts the plain servlet beside the endpoint that does nothing, to measure against. A filter hands
 * requests to it before all others: nothing of the service, and no framework, is in between.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnLab
class PlainOrderConfiguration {
  private static final String PATH = "/api/v1/lab/plain-orders";

  @Bean
  FilterRegistrationBean<jakarta.servlet.Filter> plainOrders(
      Environment environment, JsonMapper json) {
    var servlet = new PlainOrderServlet(json.writeValueAsBytes(anOrder()));
    var filter =
        new FilterRegistrationBean<jakarta.servlet.Filter>(
            (request, response, chain) -> servlet.service(request, response));
    filter.setName("plainOrders");
    filter.addUrlPatterns(PATH);
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    // It does not check a token, so it is absent where one is required.
    filter.setEnabled(environment.getProperty("holdfast.admin-token") == null);
    return filter;
  }

  private static OrderView anOrder() {
    var now = Instant.parse("2026-11-23T10:00:00Z");
    return new OrderView(
        "kdg4v22izejiijhi7ys7546ar4",
        OrderStatus.RESERVED,
        1,
        List.of(new OrderView.LineView("ticket-1", 1, null)),
        null,
        now,
        now,
        now.plusSeconds(900));
  }
}
