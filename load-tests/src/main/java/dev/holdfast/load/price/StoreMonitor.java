package dev.holdfast.load.price;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.LoadTestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Notes when Redis executes a call, as its {@code MONITOR} says. */
final class StoreMonitor implements AutoCloseable {
  private static final Duration END_MAX = Duration.ofSeconds(5);

  /** A time in seconds, then in brackets the database and the caller: for a script's own, "lua". */
  private static final Pattern CALL =
      Pattern.compile("\\+(\\d+)\\.(\\d{6}) \\[\\d+ (\\S+)] \"(\\w+)\".*");

  private static final long MICROS_PER_SECOND = 1_000_000;

  private final Socket socket;
  private final Thread reader;
  private final List<Long> calls = new ArrayList<>();

  /** Begins to note. */
  StoreMonitor(HostAndPort address) {
    try {
      socket = new Socket(address.host(), address.port());
      socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      if (!"+OK".equals(lines.readLine())) {
        throw new LoadTestException(address + " has no MONITOR");
      }
      reader = Thread.ofVirtual().start(() -> note(lines));
    } catch (IOException e) {
      throw new LoadTestException(address + " cannot be watched: " + e.getMessage(), e);
    }
  }

  private void note(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long micros = micros(line);
        if (micros >= 0) {
          synchronized (calls) {
            calls.add(micros);
          }
        }
      }
    } catch (IOException e) {
      // Its end.
    }
  }

  /** When a call came, in microseconds since 1970; -1 for what a script calls, and other lines. */
  static long micros(String line) {
    Matcher call = CALL.matcher(line);
    return call.matches() && !call.group(3).equals("lua")
        ? Long.parseLong(call.group(1)) * MICROS_PER_SECOND + Long.parseLong(call.group(2))
        : -1;
  }

  /** The times of all calls so far. */
  List<Long> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      reader.join(END_MAX);
    } catch (IOException e) {
      throw new LoadTestException("the watch of Redis cannot be ended: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
