package dev.holdfast.load.failover;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.Io;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An address that forwards each new connection to the server it stands for at that moment. A
 * connection that is open keeps its server.
 */
final class Forwarder implements AutoCloseable {
  private static final int BACKLOG = 128;
  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int BUFFER = 16_384;

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable HostAndPort target;

  private Forwarder(ServerSocket listener) {
    this.listener = listener;
  }

  /** Listens at a free port of the loopback address, with no server to forward to yet. */
  static Forwarder open() {
    Forwarder forwarder =
        new Forwarder(
            Io.get(
                "no port to forward from",
                () -> new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())));
    Thread.startVirtualThread(forwarder::accept);
    return forwarder;
  }

  HostAndPort address() {
    return new HostAndPort("127.0.0.1", listener.getLocalPort());
  }

  /** Forwards new connections to another server. */
  void forwardTo(HostAndPort next) {
    target = next;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.startVirtualThread(() -> forward(client));
      } catch (IOException e) {
        // Closed, or a client that went away before it was accepted.
        continue;
      }
    }
  }

  private void forward(Socket client) {
    HostAndPort to = target;
    if (to == null) {
      close(client);
      open.remove(client);
      return;
    }
    try (client;
        Socket server = new Socket()) {
      open.add(server);
      server.connect(new InetSocketAddress(to.host(), to.port()), CONNECT_MILLIS_MAX);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Thread back = Thread.startVirtualThread(() -> pump(server, client));
      pump(client, server);
      back.join();
      open.remove(server);
    } catch (IOException e) {
      // The server takes no connection; the client finds its own closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  /** Until one side ends; then both do. */
  private static void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // As good as its end.
    }
    close(from);
    close(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }

  @Override
  public void close() {
    try {
      Io.run("the forwarder cannot be closed", listener::close);
    } finally {
      open.forEach(Forwarder::close);
    }
  }
}
