package dev.holdfast.testing;

import dev.holdfast.testing.FaultProxy.Direction;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection through a {@link FaultProxy}: a client's socket, the server's, and a pipe each
 * way.
 */
final class FaultProxyLink {
  private static final int CHUNK_BYTES_MAX = 16 * 1024;

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final Pipe requests;
  private final Pipe replies;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean detached;
  private volatile boolean stranded;

  FaultProxyLink(FaultProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    this.requests = new Pipe(Direction.REQUESTS, client, server);
    this.replies = new Pipe(Direction.REPLIES, server, client);
  }

  void start() {
    Thread.ofVirtual().name("fault-proxy-requests").start(requests::pump);
    Thread.ofVirtual().name("fault-proxy-replies").start(replies::pump);
  }

  void flush(Direction direction) {
    pipe(direction).flush();
  }

  boolean holds(Direction direction) {
    return pipe(direction).holds();
  }

  private Pipe pipe(Direction direction) {
    return direction == Direction.REQUESTS ? requests : replies;
  }

  /** Closes the client's side and keeps the requests that are held, if any are. */
  boolean detachIfHeld() {
    if (!requests.holds()) {
      return false;
    }
    detached = true;
    reset(client);
    return true;
  }

  void strand() {
    stranded = true;
  }

  boolean isStranded() {
    return stranded;
  }

  void deliverDetached() {
    detached = false;
    requests.deliver();
  }

  boolean awaitClosed(Duration timeMax) {
    try {
      return closed.await(timeMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Never waits for a pipe: closing the sockets is what ends a write that hangs. */
  void close() {
    reset(client);
    reset(server);
    proxy.closed(this);
    closed.countDown();
  }

  /**
   * Ends the connection as a server does that closes it: the client sees an orderly end, not a
   * reset.
   */
  void hangUp() {
    try {
      client.close();
    } catch (IOException e) {
      // closed already
    }
    close();
  }

  /** Closes a socket so that the other side sees a reset, as from a peer that went away. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // closed already
    }
    try {
      socket.close();
    } catch (IOException e) {
      // nothing more can be done to it
    }
  }

  /** One direction. What was read waits in a backlog for as long as the direction is held. */
  private final class Pipe {
    private final Direction direction;
    private final Socket from;
    private final Socket to;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<byte[]> backlog = new ArrayDeque<>();
    private boolean ended;
    private boolean finished;

    Pipe(Direction direction, Socket from, Socket to) {
      this.direction = direction;
      this.from = from;
      this.to = to;
    }

    void pump() {
      var buffer = new byte[CHUNK_BYTES_MAX];
      try {
        var in = from.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          var chunk = Arrays.copyOf(buffer, read);
          if (direction == Direction.REQUESTS) {
            proxy.orders().passing(chunk);
          }
          add(chunk);
        }
      } catch (IOException e) {
        // Reset instead of closed: to us the same.
      }
      end();
    }

    private void add(byte[] chunk) {
      lock.lock();
      try {
        backlog.add(chunk);
      } finally {
        lock.unlock();
      }
      flush();
    }

    private void end() {
      lock.lock();
      try {
        ended = true;
      } finally {
        lock.unlock();
      }
      flush();
    }

    boolean holds() {
      lock.lock();
      try {
        return !backlog.isEmpty() && isHeld();
      } finally {
        lock.unlock();
      }
    }

    private boolean isHeld() {
      if (stranded) {
        return true;
      }
      return direction == Direction.REQUESTS
          ? detached || proxy.isHeld(direction)
          // Nothing is held for a client that is gone.
          : proxy.isHeld(direction) && !to.isClosed();
    }

    void flush() {
      forward(false);
    }

    void deliver() {
      forward(true);
    }

    private void forward(boolean evenIfHeld) {
      lock.lock();
      try {
        while (!backlog.isEmpty()) {
          if (isHeld() && !evenIfHeld) {
            return;
          }
          write(backlog.remove());
        }
        if (ended && !finished && !stranded) {
          finished = true;
          finish();
        }
      } catch (IOException e) {
        backlog.clear();
        if (direction == Direction.REQUESTS) {
          close();
        }
        // A client that is gone does not keep the server from carrying out what it has asked for.
      } finally {
        lock.unlock();
      }
    }

    private void write(byte[] chunk) throws IOException {
      OptionalInt beforeCut = proxy.orders().bytesBeforeCut(direction, chunk.length);
      to.getOutputStream().write(chunk, 0, beforeCut.orElse(chunk.length));
      if (beforeCut.isPresent()) {
        proxy.cut();
      }
    }

    private void finish() throws IOException {
      if (direction == Direction.REQUESTS) {
        to.shutdownOutput();
      } else {
        // The server has closed, so there is nothing more to bring it either. Not a reset: the
        // client may still be reading.
        to.close();
        close();
      }
    }
  }
}
