package dev.holdfast.load.restart;

import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.ReadinessPoll;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A small balancer in front of several instances, on a port of its own. */
final class Balancer implements AutoCloseable {
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);
  private static final Duration CHECK_ANSWER_MAX = Duration.ofSeconds(1);

  private final List<Backend> backends;
  private final ReadinessPoll checks;
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
    this.checks =
        ReadinessPoll.start(
            backends.stream().map(Backend::target).toList(),
            CHECK_INTERVAL,
            CHECK_ANSWER_MAX,
            (target, ready) -> at(target).forEach(backend -> backend.found(ready)));
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
    return at(target).anyMatch(Backend::isReady);
  }

  /** How many requests an instance has broken off so far. */
  int brokenOffBy(URI target) {
    return at(target).mapToInt(Backend::brokenOff).sum();
  }

  private Stream<Backend> at(URI target) {
    return backends.stream().filter(backend -> backend.target().equals(target));
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
