package dev.holdfast.load.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of this machine's loopback address. */
final class Ports {
  private Ports() {}

  /** A port that nobody uses at this moment. */
  static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CampaignException("no free port: " + e.getMessage(), e);
    }
  }

  /** Refuses a port that somebody uses. */
  static void requireFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
    } catch (IOException e) {
      throw new CampaignException(
          "port %d is in use; choose others with -Dports, or leave it out for free ones"
              .formatted(port),
          e);
    }
  }
}
