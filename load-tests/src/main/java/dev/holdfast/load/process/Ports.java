package dev.holdfast.load.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Ports of this machine's loopback address. */
public final class Ports {
  private static final int KEPT_FROM = 20_000;
  private static final int KEPT_UNTIL = 32_000;
  private static final int TRIES_MAX = 100;

  private Ports() {}

  /** A port that is free at this moment. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new LoadTestException("no free port: " + e.getMessage(), e);
    }
  }

  /**
   * A free port below those that outgoing connections are given on Linux and macOS, so that none
   * takes it while its owner is restarted.
   */
  public static int freeToKeep() {
    for (int port : new Random().ints(TRIES_MAX, KEPT_FROM, KEPT_UNTIL).toArray()) {
      if (isFree(port)) {
        return port;
      }
    }
    throw new LoadTestException(
        "no free port was found from %d to %d".formatted(KEPT_FROM, KEPT_UNTIL - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Refuses a port that is in use. */
  static void requireFree(int port) {
    if (!isFree(port)) {
      throw new LoadTestException(
          "port %d is in use; choose others with -Dports, or leave it out for free ones"
              .formatted(port));
    }
  }
}
