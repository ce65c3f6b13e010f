package dev.holdfast.redis.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers as a Sentinel that leads a failover: from the promotion of a replica on, {@code MASTER}
 * tells the new epoch and still the address of the old master, while {@code
 * GET-MASTER-ADDR-BY-NAME} tells the address of the replica. A real one does so for moments only.
 */
final class FakeSentinel implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean promoted;
  private volatile boolean promoting;

  FakeSentinel() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The replica is promoted. */
  void promote() {
    promoted = true;
  }

  /** It is promoted between two questions: right after the next answer that tells of the master. */
  void promoteAfterNextAnswer() {
    promoting = true;
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
      for (var words = command(in); !words.isEmpty(); words = command(in)) {
        connection.getOutputStream().write(answer(words).getBytes(UTF_8));
      }
    } catch (IOException e) {
      // The client has gone, or this is closed.
    }
  }

  /** Empty at the end. */
  private static List<String> command(BufferedReader in) throws IOException {
    var words = new ArrayList<String>();
    String size = in.readLine();
    for (int i = size == null ? 0 : Integer.parseInt(size.substring(1)); i > 0; i--) {
      in.readLine();
      words.add(in.readLine().toUpperCase(Locale.ROOT));
    }
    return words;
  }

  private String answer(List<String> words) {
    return switch (words.get(0).equals("SENTINEL") ? words.get(1) : words.get(0)) {
      case "MYID" -> bulk("s1");
      case "MASTER" ->
          ofMaster(
              array(
                  "ip",
                  "10.0.0.1",
                  "port",
                  "6379",
                  "config-epoch",
                  promoted ? "5" : "4",
                  "num-other-sentinels",
                  "2"));
      case "GET-MASTER-ADDR-BY-NAME" -> ofMaster(array(promoted ? "10.0.0.2" : "10.0.0.1", "6379"));
      case "SENTINELS" -> "*0\r\n";
      case "SUBSCRIBE" -> "*3\r\n" + bulk("subscribe") + bulk("+switch-master") + ":1\r\n";
      case "PING" -> "+PONG\r\n";
      default -> "-ERR unknown command\r\n";
    };
  }

  private String ofMaster(String answer) {
    if (promoting) {
      promoted = true;
    }
    return answer;
  }

  private static String array(String... words) {
    var array = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      array.append(bulk(word));
    }
    return array.toString();
  }

  private static String bulk(String word) {
    return "$" + word.length() + "\r\n" + word + "\r\n";
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
