package dev.holdfast.load.price;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that writes answers as a test wants them: one function of the request's number. */
final class RawServer implements AutoCloseable {
  /** What is written for a request; the connection ends behind it where it says so. */
  interface Answers {
    void write(int request, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger connections = new AtomicInteger();

  /** The connections that requests came on, by the port of their other end. */
  final Set<Integer> used = ConcurrentHashMap.newKeySet();

  final Collection<Long> arrivedNanos = new ConcurrentLinkedQueue<>();
  final Collection<String> keys = new ConcurrentLinkedQueue<>();
  final Collection<String> bodies = new ConcurrentLinkedQueue<>();

  RawServer(Answers answers) throws IOException {
    threads.execute(() -> {
      while (true) {
        try {
          Socket connection = socket.accept();
          connections.incrementAndGet();
          threads.execute(() -> serve(connection, answers));
        } catch (IOException e) {
          return;
        }
      }
    });
  }

  private void serve(Socket connection, Answers answers) {
    try (connection) {
      connection.setTcpNoDelay(true);
      var in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
      while (true) {
        int length = 0;
        String line = in.readLine();
        if (line == null) {
          return;
        }
        for (; !line.isEmpty(); line = in.readLine()) {
          if (line.startsWith("Content-Length: ")) {
            length = Integer.parseInt(line.substring("Content-Length: ".length()));
          } else if (line.startsWith("Idempotency-Key: ")) {
            keys.add(line.substring("Idempotency-Key: ".length()));
          }
        }
        char[] body = new char[length];
        for (int read = 0; read < length; ) {
          read += in.read(body, read, length - read);
        }
        bodies.add(new String(body));
        used.add(connection.getPort());
        arrivedNanos.add(System.nanoTime());
        answers.write(requests.getAndIncrement(), connection.getOutputStream());
      }
    } catch (IOException | InterruptedException e) {
      // The test sees what its client makes of it.
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
