package dev.holdfast.load.restart;

import dev.holdfast.load.process.LoadTestException;
import java.net.URI;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A small balancer in front of several instances, on a port of its own. */
final class Balancer implements AutoCloseable {
  private final List<Backend> backends;
  private final HealthChecks checks;
  private final Server server;
  private final ServerConnector connector;

  private Balancer(List<Backend> backends, int loseOneIn) {
    this.backends = backends;
    this.server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    this.connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new InstanceProxy(backends, loseOneIn));
    this.checks = HealthChecks.of(backends);
  }

  /**
   * Starts one; it sends nothing to an instance before it has found it ready. It loses one in so
   * many answers, none with {@code loseOneIn} 0.
   */
  static Balancer start(List<URI> targets, int loseOneIn) {
    Balancer balancer = new Balancer(targets.stream().map(Backend::new).toList(), loseOneIn);
    try {
      balancer.server.start();
      return balancer;
    } catch (Exception e) {
      balancer.close();
      throw new LoadTestException("the balancer cannot be started: " + e.getMessage(), e);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  /** Whether an instance is sent requests now. */
  boolean sendsTo(URI target) {
    return backends.stream().anyMatch(b -> b.target().equals(target) && b.isReady());
  }

  /** How many requests an instance has broken off so far. */
  int brokenOffBy(URI target) {
    return backends.stream()
        .filter(b -> b.target().equals(target))
        .mapToInt(Backend::brokenOff)
        .sum();
  }

  @Override
  public void close() {
    checks.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new LoadTestException("the balancer cannot be stopped: " + e.getMessage(), e);
    }
  }
}
