package dev.holdfast.instance;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;

/** Where other instances ask for this one's lease. */
public final class InstanceAddress {
  private InstanceAddress() {}

  /**
   * Host and port of the actuator: the address that it listens on, or this host's own where it
   * listens on all. Empty where its port is not known before it listens, or it talks TLS.
   */
  public static String of(ManagementServerProperties management) {
    Integer port = management.getPort();
    if (port == null || port <= 0 || management.getSsl() != null) {
      return "";
    }
    try {
      InetAddress address = management.getAddress();
      String host =
          (address == null || address.isAnyLocalAddress() ? InetAddress.getLocalHost() : address)
              .getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    } catch (UnknownHostException e) {
      return "";
    }
  }
}
