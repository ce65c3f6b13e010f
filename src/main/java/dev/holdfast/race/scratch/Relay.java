package dev.holdfast.race.scratch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between instances and their store, on loopback, and cuts their connections by order. It
 * changes nothing of what goes through. Safe for use by many threads.
 */
final class Relay implements AutoCloseable {
  private static final int BACKLOG = 200;
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int CONNECT_MS_MAX = 2_000;

  private final InetSocketAddress server;
  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private Relay(InetSocketAddress server, ServerSocket listening) {
    this.server = server;
    this.listening = listening;
  }

  /**
   * Starts a relay on a free port of loopback.
   *
   * @param port the store's, on loopback
   */
  static Relay to(int port) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    var relay =
        new Relay(new InetSocketAddress(loopback, port), new ServerSocket(0, BACKLOG, loopback));
    Thread.ofVirtual().name("race-relay").start(relay::acceptAll);
    return relay;
  }

  /** The port to connect to instead of the store's. */
  int port() {
    return listening.getLocalPort();
  }

  /**
   * Ends all connections that go through now.
   *
   * @return whether there was one
   */
  boolean cut() {
    boolean any = false;
    for (Socket socket : sockets) {
      any |= socket.isConnected();
      end(socket);
    }
    return any;
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      // It does not listen any more.
    }
    var _ = cut();
  }

  private void acceptAll() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().name("race-relay").start(() -> connect(client));
      } catch (IOException e) {
        // It is closed, or one connection came to nothing.
      }
    }
  }

  private void connect(Socket client) {
    var store = new Socket();
    try {
      sockets.add(client);
      sockets.add(store);
      client.setTcpNoDelay(true);
      store.setTcpNoDelay(true);
      store.connect(server, CONNECT_MS_MAX);
      Thread.ofVirtual().name("race-relay").start(() -> copy(store, client));
      copy(client, store);
    } catch (IOException e) {
      endBoth(client, store);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        out.write(buffer, 0, length);
      }
    } catch (IOException e) {
      // Cut, or gone: either way the connection ends.
    } finally {
      endBoth(from, to);
    }
  }

  private void endBoth(Socket one, Socket other) {
    end(one);
    end(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }
}
