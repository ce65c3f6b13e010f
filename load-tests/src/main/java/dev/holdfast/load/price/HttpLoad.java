package dev.holdfast.load.price;

import dev.holdfast.load.process.LoadTestException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A load on connections that stay open, by one thread: what it costs the machine is small beside
 * what it measures. Each connection has one request under way at most. Every answer must have one
 * status, and the first one that has not ends the load.
 */
final class HttpLoad implements AutoCloseable {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
  private static final long LATENCY_MAX_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int LATENCY_DIGITS = 3;
  private static final int REQUEST_BYTES_MAX = 4 * 1024;
  private static final int READ_BYTES = 16 * 1024;
  private static final long SELECT_MILLIS = 100;

  /**
   * What a load came to.
   *
   * @param together requests that left at one moment, on average: 1 where each left alone
   * @param latency nanoseconds from the moment at which a request was to be sent until its answer
   */
  record Outcome(long answers, double seconds, double together, Histogram latency) {
    double perSecond() {
      return answers / seconds;
    }
  }

  private static final class Connection {
    SocketChannel channel;
    final ByteBuffer out = ByteBuffer.allocateDirect(REQUEST_BYTES_MAX);
    final AnswerBuffer answer = new AnswerBuffer();
    long dueNanos;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private final InetSocketAddress address;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
  private final Requests requests;
  private final int status;
  private final @Nullable Consumer<String> bodies;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Histogram latency = new Histogram(LATENCY_MAX_NANOS, LATENCY_DIGITS);
  private long sent;
  private long moments;
  private long answered;

  /**
   * Opens its connections.
   *
   * @param status that every answer must have
   */
  HttpLoad(URI target, int connections, Requests requests, int status) {
    this(target, connections, requests, status, null);
  }

  /**
   * Opens its connections.
   *
   * @param bodies takes the body of each answer; null leaves them unread
   */
  HttpLoad(
      URI target,
      int connections,
      Requests requests,
      int status,
      @Nullable Consumer<String> bodies) {
    this.requests = requests;
    this.status = status;
    this.bodies = bodies;
    this.address = new InetSocketAddress(target.getHost(), target.getPort());
    try {
      this.selector = Selector.open();
      for (int i = 0; i < connections; i++) {
        Connection connection = new Connection(connect());
        connection.channel.register(selector, SelectionKey.OP_READ, connection);
        this.connections.add(connection);
      }
    } catch (IOException e) {
      throw new LoadTestException(target + " cannot be reached: " + e.getMessage(), e);
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return channel;
  }

  /**
   * Sends requests until the pace says that it is enough, and waits for their answers.
   *
   * @throws LoadTestException when an answer has another status, or none comes
   */
  Outcome run(Pace pace) {
    latency.reset();
    sent = 0;
    moments = 0;
    answered = 0;
    idle.clear();
    idle.addAll(connections);
    long start = System.nanoTime();
    try {
      switch (pace) {
        case Pace.Closed(Duration time) -> closed(Long.MAX_VALUE, start + time.toNanos());
        case Pace.Count(long count) -> closed(count, Long.MAX_VALUE);
        case Pace.Fixed fixed -> fixed(fixed, start);
      }
      awaitAnswers();
    } catch (IOException e) {
      throw new LoadTestException("the load ended: " + e.getMessage(), e);
    }
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    return new Outcome(answered, seconds, sent / (double) Math.max(1, moments), latency.copy());
  }

  private void closed(long count, long endNanos) throws IOException {
    long now = System.nanoTime();
    long heardNanos = now;
    while (sent < count && (endNanos == Long.MAX_VALUE || now - endNanos < 0)) {
      long before = sent;
      while (!idle.isEmpty() && sent < count) {
        send(idle.removeFirst(), now);
      }
      moments += sent > before ? 1 : 0;
      before = answered;
      look(selector.select(SELECT_MILLIS));
      now = System.nanoTime();
      heardNanos = heard(before, heardNanos, now);
    }
  }

  /** A request that finds every connection busy is sent later, and is late from its own moment. */
  private void fixed(Pace.Fixed pace, long start) throws IOException {
    Naps.beExact();
    long count = pace.count();
    long heardNanos = start;
    while (sent < count) {
      long now = System.nanoTime();
      long before = sent;
      while (sent < count && !idle.isEmpty() && start + pace.dueNanos(sent) - now <= 0) {
        send(idle.removeFirst(), start + pace.dueNanos(sent));
      }
      moments += sent > before ? 1 : 0;
      before = answered;
      if (look(selector.selectNow()) == 0) {
        Naps.nap(idle.isEmpty() ? Long.MAX_VALUE : start + pace.dueNanos(sent) - System.nanoTime());
      }
      heardNanos = idle.size() == connections.size() ? now : heard(before, heardNanos, now);
    }
  }

  private void awaitAnswers() throws IOException {
    long heardNanos = System.nanoTime();
    while (answered < sent) {
      long before = answered;
      look(selector.select(SELECT_MILLIS));
      heardNanos = heard(before, heardNanos, System.nanoTime());
    }
  }

  private long heard(long before, long heardNanos, long now) throws IOException {
    if (answered > before) {
      return now;
    }
    if (now - heardNanos > ANSWER_MAX.toNanos()) {
      throw new IOException("no answer came within " + ANSWER_MAX.toSeconds() + " s");
    }
    return heardNanos;
  }

  private void send(Connection connection, long dueNanos) throws IOException {
    connection.out.clear();
    requests.next(connection.out);
    connection.out.flip();
    connection.dueNanos = dueNanos;
    sent++;
    write(connection);
  }

  private void write(Connection connection) throws IOException {
    connection.channel.write(connection.out);
    if (connection.out.hasRemaining()) {
      connection.channel.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
    }
  }

  /** Reads and writes what is ready; tells how many connections were. */
  private int look(int ready) throws IOException {
    if (ready == 0) {
      return 0;
    }
    for (SelectionKey key : selector.selectedKeys()) {
      Connection connection = (Connection) key.attachment();
      if (key.isWritable()) {
        key.interestOps(SelectionKey.OP_READ);
        write(connection);
      } else {
        read(connection);
      }
    }
    selector.selectedKeys().clear();
    return ready;
  }

  private void read(Connection connection) throws IOException {
    in.clear();
    if (connection.channel.read(in) < 0) {
      throw new IOException("the service closed a connection: " + connection.answer.text());
    }
    in.flip();
    if (!connection.answer.take(in)) {
      return;
    }
    if (connection.answer.status() != status) {
      throw new IOException(
          "an answer is %d instead of %d: %s"
              .formatted(connection.answer.status(), status, connection.answer.text()));
    }
    if (bodies != null) {
      bodies.accept(connection.answer.body());
    }
    if (connection.answer.isLast()) {
      // The service ends a connection after so many requests.
      connection.channel.close();
      connection.channel = connect();
      connection.channel.register(selector, SelectionKey.OP_READ, connection);
    }
    connection.answer.clear();
    latency.recordValue(
        Math.min(LATENCY_MAX_NANOS, Math.max(0, System.nanoTime() - connection.dueNanos)));
    answered++;
    idle.addLast(connection);
  }

  @Override
  public void close() {
    try {
      for (Connection connection : connections) {
        connection.channel.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new LoadTestException("a connection cannot be closed: " + e.getMessage(), e);
    }
  }
}
