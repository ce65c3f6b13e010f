package dev.holdfast.load.endpoints;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What instances say of themselves: every timer and summary of Holdfast's own, as sums over all its
 * tags and all instances. Instances that do not tell are left out; a load is not given up for that.
 */
public final class Meters {
  /** How often something was measured, and what all of it comes to. */
  public record Sum(double count, double total) {
    Sum plus(Sum other) {
      return new Sum(count + other.count, total + other.total);
    }

    Sum minus(Sum other) {
      return new Sum(count - other.count, total - other.total);
    }
  }

  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final int OK = 200;
  private static final Pattern SAMPLE =
      Pattern.compile("(holdfast_\\w+)_(count|sum)(?:\\{[^}]*})? (\\S+)");

  private final List<URI> addresses;
  private final HttpCalls calls = new HttpCalls(ANSWER_MAX, ANSWER_MAX, Optional.empty());

  /**
   * @param addresses where each instance's actuator is
   */
  public Meters(List<URI> addresses) {
    this.addresses = List.copyOf(addresses);
  }

  /** All sums so far, by name. */
  public Map<String, Sum> read() {
    Map<String, Sum> sums = new HashMap<>();
    addresses.forEach(
        address -> parse(ask(address)).forEach((k, v) -> sums.merge(k, v, Sum::plus)));
    return sums;
  }

  /** The value of a gauge without tags; empty when the instance does not say it. */
  public static OptionalDouble value(URI address, String name) {
    return new Meters(List.of(address))
        .ask(address)
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst();
  }

  private String ask(URI address) {
    try {
      HttpResponse<byte[]> answer = calls.send(calls.to(address, "/actuator/prometheus").GET());
      return answer.statusCode() == OK ? new String(answer.body(), StandardCharsets.UTF_8) : "";
    } catch (HoldfastUnreachableException e) {
      return "";
    }
  }

  static Map<String, Sum> parse(String exposition) {
    Map<String, Sum> sums = new HashMap<>();
    exposition
        .lines()
        .forEach(line -> {
          Matcher sample = SAMPLE.matcher(line);
          if (sample.matches()) {
            double value = Double.parseDouble(sample.group(3));
            boolean count = sample.group(2).equals("count");
            sums.merge(sample.group(1), count ? new Sum(value, 0) : new Sum(0, value), Sum::plus);
          }
        });
    return sums;
  }

  /** The mean of everything that was measured between two readings. */
  public static Map<String, Double> means(Map<String, Sum> before, Map<String, Sum> after) {
    Map<String, Double> means = new TreeMap<>();
    after.forEach((name, sum) -> {
      Sum since = sum.minus(before.getOrDefault(name, new Sum(0, 0)));
      if (since.count() > 0) {
        means.put(name, since.total() / since.count());
      }
    });
    return means;
  }
}
