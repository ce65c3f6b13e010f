package dev.holdfast.load.process;

import dev.holdfast.load.config.HostAndPort;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a Redis what it is, for the record; that is little enough to need no client library. */
public final class RedisInfo {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
  private static final int ANSWER_LENGTH_MAX = 1_000_000;
  private static final List<String> SETTINGS =
      List.of("maxmemory", "maxmemory-policy", "appendonly", "appendfsync", "save", "io-threads");

  private RedisInfo() {}

  public static boolean answers(HostAndPort address) {
    try {
      return ask(address, "PING").contains("PONG");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Version, mode and the settings that decide what it keeps; what it will not tell is left out.
   */
  public static Map<String, String> settings(HostAndPort address) {
    Map<String, String> settings = new LinkedHashMap<>();
    try {
      for (String line : ask(address, "INFO server").split("\r\n")) {
        if (line.startsWith("redis_version:")
            || line.startsWith("valkey_version:")
            || line.startsWith("redis_mode:")) {
          settings.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
        }
      }
      for (String setting : SETTINGS) {
        String[] reply = ask(address, "CONFIG GET " + setting).split("\r\n", -1);
        if (reply.length > 4 && reply[0].equals("*2")) {
          settings.put(setting, reply[4]);
        }
      }
    } catch (IOException e) {
      settings.put("unknown", String.valueOf(e.getMessage()));
    }
    return settings;
  }

  /** Sends one command in the inline form and returns the reply as it came. */
  static String ask(HostAndPort address, String command) throws IOException {
    try (Socket socket = new Socket()) {
      int millis = (int) ANSWER_MAX.toMillis();
      socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      StringBuilder reply = new StringBuilder();
      readReply(new BufferedInputStream(socket.getInputStream()), reply);
      return reply.toString();
    }
  }

  /** One reply of the protocol's second version. A Sentinel knows no QUIT that would end it. */
  private static void readReply(InputStream in, StringBuilder reply) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended within a reply");
      }
      line.append((char) c);
    }
    reply.append(line).append('\n');
    char type = line.charAt(0);
    if (type != '$' && type != '*') {
      return;
    }
    int length = Integer.parseInt(line.substring(1).strip());
    if (length > ANSWER_LENGTH_MAX) {
      throw new IOException("a reply of " + length);
    }
    if (type == '$' && length >= 0) {
      reply.append(new String(in.readNBytes(length + 2), StandardCharsets.UTF_8));
    }
    for (int i = 0; type == '*' && i < length; i++) {
      readReply(in, reply);
    }
  }
}
