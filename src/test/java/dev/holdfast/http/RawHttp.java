package dev.holdfast.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Says to the service what a client library would refuse to say. One connection a request. */
public final class RawHttp {
  private static final int ANSWER_WITHIN_MS = 10_000;

  private RawHttp() {}

  public static Answer send(int port, byte[] request) {
    return parse(exchange(port, request));
  }

  /** All that comes back until the service closes the connection, each byte as a character. */
  public static String exchange(int port, byte[] request) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_WITHIN_MS);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request with a body of a known length. */
  public static byte[] request(String method, String path, List<String> headers, byte[] body) {
    var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    head.append("Host: localhost\r\nConnection: close\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return join(head.append("\r\n").toString().getBytes(UTF_8), body);
  }

  /** A body in one chunk, so that its length is not known before. */
  public static byte[] chunked(byte[] body) {
    String size = Integer.toHexString(body.length) + "\r\n";
    return join(size.getBytes(UTF_8), body, "\r\n0\r\n\r\n".getBytes(UTF_8));
  }

  public static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static Answer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IllegalStateException("not an answer: " + text);
    }
    String[] head = text.substring(0, end).split("\r\n", -1);
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line : List.of(head).subList(1, head.length)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          List.of(line.substring(colon + 1).strip()));
    }
    String body = text.substring(end + 4);
    boolean chunked = headers.containsKey("transfer-encoding");
    String plain = chunked ? unchunked(body) : body;
    return new Answer(
        Integer.parseInt(head[0].split(" ", -1)[1]),
        headers,
        new String(plain.getBytes(ISO_8859_1), UTF_8));
  }

  private static String unchunked(String body) {
    var whole = new StringBuilder();
    int at = 0;
    while (at < body.length()) {
      int line = body.indexOf("\r\n", at);
      int size = HexFormat.fromHexDigits(body, at, line);
      whole.append(body, line + 2, line + 2 + size);
      at = size == 0 ? body.length() : line + 2 + size + 2;
    }
    return whole.toString();
  }
}
