package dev.holdfast.cost;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testing.ServiceProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What open pages of the console cost the service: the CPU time of its process at a fixed rate of
 * orders, with no page, with 200 pages of the same 50 products, and with 200 pages of 20 lists. It
 * measures, and its name keeps it out of the usual tests: {@code ./mvnw -q test
 * -Dtest=MeasureConsole}
 */
class MeasureConsole {
  private static final int ORDERS_PER_SECOND = 40;
  private static final int PRODUCTS = 1_000;
  private static final int SHOWN = 50;
  private static final int PAGES = 200;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration WINDOW = Duration.ofSeconds(20);

  private final AtomicLong orders = new AtomicLong();
  private final AtomicLong pictures = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  @Test
  void ofOpenPages() throws Exception {
    // Pages that were closed are noticed with their next picture.
    try (var service = ServiceProcess.start("--holdfast.console.viewers-max=" + 3 * PAGES);
        var ordering = Executors.newScheduledThreadPool(4)) {
      for (int i = 0; i < PRODUCTS; i++) {
        service.stockUp(sku(i), "redis-script", 1_000_000);
      }
      var _ =
          ordering.scheduleAtFixedRate(
              () -> order(service), 0, 1_000_000 / ORDERS_PER_SECOND, TimeUnit.MICROSECONDS);
      measure(service, "warm-up", WARM_UP);
      measure(service, "no page", WINDOW);
      with(service, "200 pages, one list", 1);
      with(service, "200 pages, 20 lists", 20);
      measure(service, "no page again", WINDOW);
      ordering.shutdown();
      assertThat(ordering.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static String sku(int i) {
    return "product-%04d".formatted(i);
  }

  private void order(ServiceProcess service) {
    long n = orders.incrementAndGet();
    try {
      HttpResponse<String> answer = service.order("order-" + n, sku((int) (n % PRODUCTS)));
      assertThat(answer.statusCode()).isEqualTo(201);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void with(ServiceProcess service, String name, int lists) throws Exception {
    var open = new ArrayList<Socket>();
    try {
      for (int page = 0; page < PAGES; page++) {
        open.add(page(service, page % lists));
      }
      long before = pictures.get();
      await().until(() -> pictures.get() > before + 2 * PAGES);
      measure(service, name, WINDOW);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private Socket page(ServiceProcess service, int list) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
    String skus =
        IntStream.range(list * SHOWN, (list + 1) * SHOWN)
            .mapToObj(i -> "sku=" + sku(i))
            .collect(Collectors.joining("&"));
    String request = "GET /api/v1/console/stream?" + skus + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(UTF_8));
    Thread.ofVirtual().start(() -> read(socket));
    return socket;
  }

  private void read(Socket socket) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = socket.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.addAndGet(read);
        pictures.addAndGet(new String(buffer, 0, read, UTF_8).split("event: ", -1).length - 1L);
      }
    } catch (IOException e) {
      // The page was closed.
    }
  }

  private void measure(ServiceProcess service, String name, Duration time) {
    long began = System.nanoTime();
    List<Long> counts = List.of(orders.get(), pictures.get(), bytes.get());
    Duration cpu = cpu(service);
    await().atMost(time.multipliedBy(2)).until(() -> System.nanoTime() - began > time.toNanos());
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%-22s %6.1f ms CPU a second, %6.1f orders/s, %6.1f pictures/s, %8.1f KB/s%n",
        name,
        cpu(service).minus(cpu).toMillis() / seconds,
        (orders.get() - counts.get(0)) / seconds,
        (pictures.get() - counts.get(1)) / seconds,
        (bytes.get() - counts.get(2)) / 1024.0 / seconds);
  }

  private static Duration cpu(ServiceProcess service) {
    return ProcessHandle.of(service.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow();
  }
}
