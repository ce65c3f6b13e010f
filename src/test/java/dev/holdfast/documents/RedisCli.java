package dev.holdfast.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Sends commands to a Redis, and tells its replies as redis-cli does. */
final class RedisCli implements AutoCloseable {
  private static final int REPLY_TIMEOUT_MS = 10_000;

  private final Socket socket;
  private final InputStream replies;

  RedisCli(int port) {
    try {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(REPLY_TIMEOUT_MS);
      replies = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The reply, as lines. */
  String run(List<String> words) {
    try {
      var request = new ByteArrayOutputStream();
      request.write(("*" + words.size() + "\r\n").getBytes(UTF_8));
      for (String word : words) {
        byte[] bytes = word.getBytes(UTF_8);
        request.write(("$" + bytes.length + "\r\n").getBytes(UTF_8));
        request.write(bytes);
        request.write("\r\n".getBytes(UTF_8));
      }
      socket.getOutputStream().write(request.toByteArray());
      return String.join("\n", reply());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> List.of(rest);
      case '-' -> List.of("(error) " + rest);
      case ':' -> List.of("(integer) " + rest);
      case '$' -> List.of(rest.equals("-1") ? "(nil)" : string(Integer.parseInt(rest)));
      case '*' -> rest.equals("-1") ? List.of("(nil)") : array(Integer.parseInt(rest));
      default -> throw new IOException("no reply of Redis: " + line);
    };
  }

  private String string(int length) throws IOException {
    String text = new String(replies.readNBytes(length), UTF_8);
    line();
    return "\"" + text + "\"";
  }

  private List<String> array(int size) throws IOException {
    if (size == 0) {
      return List.of("(empty array)");
    }
    int width = Integer.toString(size).length();
    var lines = new ArrayList<String>();
    for (int i = 1; i <= size; i++) {
      String label = " ".repeat(width - Integer.toString(i).length()) + i + ") ";
      for (String line : reply()) {
        lines.add(label + line);
        label = " ".repeat(width + 2);
      }
    }
    return lines;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = replies.read(); c != '\r'; c = replies.read()) {
      if (c < 0) {
        throw new IOException("Redis has closed the connection");
      }
      line.write(c);
    }
    replies.read();
    return line.toString(UTF_8);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
