package dev.holdfast.outage;

import dev.holdfast.redis.server.EmbeddedRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A redis-server of one's own, to stop, to freeze and to start again on the same port. */
final class RedisProcess implements AutoCloseable {
  private static final int REPLY_MS_MAX = 30_000;

  private EmbeddedRedis server = EmbeddedRedis.start();
  private long pid = info("server", "process_id");

  int port() {
    return server.port();
  }

  /** Ends the process; its data goes with it. */
  void stop() {
    server.close();
  }

  /** Starts it again, empty. */
  void startAgain() {
    server = EmbeddedRedis.start(server.port());
    pid = info("server", "process_id");
  }

  /**
   * The process does nothing from now on; its connections stay, and the kernel still takes new ones
   * for it.
   */
  void freeze() {
    signal("STOP");
  }

  /** It goes on where it stopped, with all that it was sent meanwhile. */
  void thaw() {
    signal("CONT");
  }

  /** How many clients are connected, the one that asks included. */
  long clients() {
    return info("clients", "connected_clients");
  }

  private void signal(String name) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      if (!kill.waitFor(30, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("kill -" + name + " " + pid + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private long info(String section, String field) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(REPLY_MS_MAX);
      socket
          .getOutputStream()
          .write(("INFO " + section + "\r\n").getBytes(StandardCharsets.US_ASCII));
      var reply =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = reply.readLine(); line != null; line = reply.readLine()) {
        if (line.startsWith(field + ":")) {
          return Long.parseLong(line.substring(field.length() + 1));
        }
      }
      throw new IllegalStateException("INFO without " + field);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (ProcessHandle.of(pid).isPresent()) {
      // A frozen process would not hear that it is to end.
      thaw();
    }
    server.close();
  }
}
