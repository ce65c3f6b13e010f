package dev.holdfast.boot;

import dev.holdfast.api.security.AdminSettings;
import dev.holdfast.lab.LabMode;
import dev.holdfast.lifecycle.ProductSettings;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Ends the start with three lines that say where the service is, which store it uses, and how it
 * takes stock.
 */
@Component
class StartupReport {
  private static final Logger log = LoggerFactory.getLogger(StartupReport.class);

  private final ServerProperties server;
  private final Environment environment;
  private final StoreStartup store;
  private final ProductSettings products;
  private final LabMode lab;
  private final AdminSettings admin;

  StartupReport(
      ServerProperties server,
      Environment environment,
      StoreStartup store,
      ProductSettings products,
      LabMode lab,
      AdminSettings admin) {
    this.server = server;
    this.environment = environment;
    this.store = store;
    this.products = products;
    this.lab = lab;
    this.admin = admin;
  }

  /** After everything else that has something to say. */
  @EventListener(ApplicationReadyEvent.class)
  @Order(Ordered.LOWEST_PRECEDENCE)
  void report() {
    store.advice().ifPresent(log::warn);
    log.info(address());
    log.info(store.report());
    log.info(
        "Default strategy: {}; lab mode is {}; administration {}",
        products.defaultStrategy().id(),
        lab.describe(),
        admin.isOpen()
            ? "is open to every client that reaches the service"
            : "needs the admin token");
  }

  private String address() {
    InetAddress bound = server.getAddress();
    boolean loopback = bound != null && bound.isLoopbackAddress();
    String url =
        "%s://%s:%s%s"
            .formatted(
                server.getSsl() != null && server.getSsl().isEnabled() ? "https" : "http",
                host(bound),
                environment.getProperty("local.server.port", "?"),
                environment.getProperty("server.servlet.context-path", ""));
    return "Holdfast is at %s%s; it listens on %s"
        .formatted(
            url,
            swaggerUi(url),
            loopback ? "loopback only" : bound == null ? "all addresses" : bound.getHostAddress());
  }

  private String swaggerUi(String url) {
    return environment.getProperty("springdoc.swagger-ui.enabled", Boolean.class, true)
        ? ", its Swagger UI at "
            + url
            + environment.getProperty("springdoc.swagger-ui.path", "/swagger-ui.html")
        : "";
  }

  private static String host(@Nullable InetAddress bound) {
    if (bound == null || bound.isAnyLocalAddress()) {
      return "localhost";
    }
    String address = bound.getHostAddress();
    return address.contains(":") ? "[" + address + "]" : address;
  }
}
