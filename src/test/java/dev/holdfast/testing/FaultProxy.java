package dev.holdfast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/**
 * Stands in front of a server on loopback and, by order, holds what goes through it, cuts
 * connections or turns them away. Safe for use by many threads. What is held is kept in order and
 * loses nothing; a client that closes its side while its requests are held does not take them with
 * it: they are still delivered once they are released.
 *
 * <ul>
 *   <li>A command that is carried out, but whose answer never comes: {@link #holdReplies}, send it,
 *       {@link #awaitHeldReply}, {@link #cut}, {@link #releaseReplies}.
 *   <li>A command that arrives late, when its sender is long gone: {@link #holdRequests}, send it,
 *       {@link #awaitHeldRequest}, {@link #detachHeld}, whatever happens meanwhile, {@link
 *       #deliverHeld}.
 *   <li>Either one for a certain command: {@code onRequest("decrby", proxy::holdReplies)}.
 *   <li>A server that hangs: {@link #stall} and {@link #resume}. One that is gone: {@link #refuse},
 *       {@link #cut}, and {@link #accept}.
 * </ul>
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CONNECT_MS_MAX = 20_000;
  private static final Duration DELIVERY_MAX = Duration.ofSeconds(30);

  /** What goes through is of one of these. */
  enum Direction {
    REQUESTS,
    REPLIES
  }

  private volatile InetSocketAddress server;
  private final ServerSocket listening;
  private final Set<Direction> held = ConcurrentHashMap.newKeySet();
  private final Set<FaultProxyLink> links = ConcurrentHashMap.newKeySet();
  private final List<FaultProxyLink> detached = new CopyOnWriteArrayList<>();
  private final FaultProxyOrders orders = new FaultProxyOrders();
  private volatile boolean refusing;

  private FaultProxy(InetSocketAddress server, ServerSocket listening) {
    this.server = server;
    this.listening = listening;
  }

  /** Starts a proxy on a free port of loopback. The server need not be there yet. */
  public static FaultProxy inFrontOf(String host, int port) {
    try {
      var listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
      var proxy = new FaultProxy(new InetSocketAddress(host, port), listening);
      Thread.ofVirtual().name("fault-proxy").start(proxy::acceptAll);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port to connect to instead of the server's. */
  public int port() {
    return listening.getLocalPort();
  }

  /**
   * New connections lead to another server of this host. Those that are there stay where they lead.
   */
  public void leadTo(int port) {
    server = new InetSocketAddress(server.getHostString(), port);
  }

  /** How many connections go through. */
  public int connections() {
    return links.size();
  }

  /** From now on no request reaches the server; those of connections made later neither. */
  public void holdRequests() {
    held.add(Direction.REQUESTS);
  }

  /** Delivers the held requests and lets later ones through. */
  public void releaseRequests() {
    release(Direction.REQUESTS);
  }

  /** From now on no answer reaches a client. The server goes on carrying out what it is sent. */
  public void holdReplies() {
    held.add(Direction.REPLIES);
  }

  /** Delivers the held answers and lets later ones through. */
  public void releaseReplies() {
    release(Direction.REPLIES);
  }

  /** Nothing goes through in either direction, and no connection is closed. */
  public void stall() {
    holdRequests();
    holdReplies();
  }

  /** Ends {@link #stall}. */
  public void resume() {
    releaseRequests();
    releaseReplies();
  }

  /**
   * Runs an action once, just before the first request with this text in it would be forwarded;
   * text is compared without regard to case. If the action holds requests, this one is the first to
   * be held.
   */
  public void onRequest(String text, Runnable action) {
    orders.onRequest(text, action);
  }

  /** Waits until a request is held. */
  public void awaitHeldRequest(Duration timeMax) {
    awaitHeld(Direction.REQUESTS, timeMax);
  }

  /**
   * Waits until an answer is held, which is to say that the server has carried out a command
   * meanwhile.
   */
  public void awaitHeldReply(Duration timeMax) {
    awaitHeld(Direction.REPLIES, timeMax);
  }

  /**
   * The connections that are there go silent for good, unknown to both sides; later ones go
   * through.
   */
  public void strand() {
    links.forEach(FaultProxyLink::strand);
    resume();
  }

  /** How many connections {@link #strand} left on the server's side. */
  public int stranded() {
    return (int) links.stream().filter(FaultProxyLink::isStranded).count();
  }

  /** Closes all connections, and drops what was held of them. */
  public void cut() {
    links.forEach(FaultProxyLink::close);
  }

  /**
   * Ends all connections in good order, and drops what was held of them. A client may take this for
   * a server that went away and, unlike after a reset, send again what was not answered.
   */
  public void hangUp() {
    links.forEach(FaultProxyLink::hangUp);
  }

  /** Lets so many more bytes of requests through, then {@link #cut cuts}; once. */
  public void cutAfterRequestBytes(long bytes) {
    orders.cutAfter(Direction.REQUESTS, bytes);
  }

  /** Lets so many more bytes of answers through, then {@link #cut cuts}; once. */
  public void cutAfterReplyBytes(long bytes) {
    orders.cutAfter(Direction.REPLIES, bytes);
  }

  /**
   * Closes the client's side of every connection whose requests are held, keeps these requests for
   * {@link #deliverHeld}, and lets the requests of all other connections through again.
   *
   * @return how many connections that were
   */
  public int detachHeld() {
    int count = 0;
    for (FaultProxyLink link : List.copyOf(links)) {
      if (link.detachIfHeld()) {
        links.remove(link);
        detached.add(link);
        count++;
      }
    }
    releaseRequests();
    return count;
  }

  /**
   * Delivers what {@link #detachHeld} has kept, and returns when the server has carried it out. Its
   * answers go nowhere.
   */
  public void deliverHeld() {
    for (FaultProxyLink link : List.copyOf(detached)) {
      detached.remove(link);
      link.deliverDetached();
      // The server closes its side when it has read, and so carried out, everything up to the end
      // of the stream.
      if (!link.awaitClosed(DELIVERY_MAX)) {
        throw new IllegalStateException(
            "the server did not take the held requests in " + DELIVERY_MAX);
      }
    }
  }

  /**
   * New connections are reset as soon as they are made. Those that are there stay: see {@link
   * #cut}.
   */
  public void refuse() {
    refusing = true;
  }

  /** Ends {@link #refuse}. */
  public void accept() {
    refusing = false;
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cut();
      detached.forEach(FaultProxyLink::close);
    }
  }

  private void acceptAll() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().name("fault-proxy-connect").start(() -> connect(client));
      } catch (IOException e) {
        // Closed, or the client was gone before it was accepted.
      }
    }
  }

  private void connect(Socket client) {
    var upstream = new Socket();
    try {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      if (refusing) {
        throw new IOException("refused");
      }
      upstream.connect(server, CONNECT_MS_MAX);
    } catch (IOException e) {
      FaultProxyLink.reset(client);
      FaultProxyLink.reset(upstream);
      return;
    }
    var link = new FaultProxyLink(this, client, upstream);
    links.add(link);
    link.start();
    if (refusing || listening.isClosed()) {
      link.close();
    }
  }

  private void release(Direction direction) {
    held.remove(direction);
    links.forEach(link -> link.flush(direction));
  }

  private void awaitHeld(Direction direction, Duration timeMax) {
    Awaitility.await("something held of the " + direction)
        .pollInterval(Duration.ofMillis(2))
        .pollDelay(Duration.ZERO)
        .atMost(timeMax)
        .until(() -> links.stream().anyMatch(link -> link.holds(direction)));
  }

  boolean isHeld(Direction direction) {
    return held.contains(direction);
  }

  void closed(FaultProxyLink link) {
    links.remove(link);
  }

  FaultProxyOrders orders() {
    return orders;
  }
}
