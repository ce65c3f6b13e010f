package dev.holdfast.redis.server;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which server it is, and its version. Immutable.
 *
 * @param product what it is
 * @param number its own version, such as 8.1.1; never the one of Redis that it is compatible with
 */
public record ServerVersion(Product product, String number) {
  /** The servers that Holdfast knows apart. */
  public enum Product {
    REDIS("Redis", "redis-server", 7, 0),
    VALKEY("Valkey", "valkey-server", 7, 2);

    private final String title;
    private final String executable;
    private final int major;
    private final int minor;

    Product(String title, String executable, int major, int minor) {
      this.title = title;
      this.executable = executable;
      this.major = major;
      this.minor = minor;
    }

    /** What its executable is called. */
    public String executable() {
      return executable;
    }

    private String oldest() {
      return "%s %d.%d".formatted(title, major, minor);
    }
  }

  private static final Pattern REPORTED =
      Pattern.compile("(?m)^(redis_version|valkey_version|server_name):(\\S+)");
  private static final Pattern PRINTED =
      Pattern.compile("(?m)^(Redis|Valkey) server v=(\\d+(?:\\.\\d+)*)");
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?:\\.(\\d+))?.*");

  /**
   * Reads what a server reports of itself. Valkey also reports a {@code redis_version}, 7.2.4, for
   * clients that know Redis only.
   *
   * @param info the answer to {@code INFO server}
   * @return empty when it reports no version
   */
  public static Optional<ServerVersion> reported(String info) {
    String redis = "";
    String valkey = "";
    boolean named = false;
    for (Matcher field = REPORTED.matcher(info); field.find(); ) {
      switch (field.group(1)) {
        case "redis_version" -> redis = field.group(2);
        case "valkey_version" -> valkey = field.group(2);
        default -> named = field.group(2).equals("valkey");
      }
    }
    Product product = named || !valkey.isEmpty() ? Product.VALKEY : Product.REDIS;
    String number = valkey.isEmpty() ? redis : valkey;
    return number.isEmpty() ? Optional.empty() : Optional.of(new ServerVersion(product, number));
  }

  /**
   * Reads what an executable prints when it is asked for its version.
   *
   * @return empty when it is no server that Holdfast knows
   */
  public static Optional<ServerVersion> printed(String output) {
    Matcher line = PRINTED.matcher(output);
    if (!line.find()) {
      return Optional.empty();
    }
    Product product = line.group(1).equals("Valkey") ? Product.VALKEY : Product.REDIS;
    return Optional.of(new ServerVersion(product, line.group(2)));
  }

  /**
   * Whether it is older than what Holdfast needs: scripts with flags came with Redis 7.0. A version
   * that cannot be read is not.
   */
  public boolean isTooOld() {
    Matcher numbers = NUMBERS.matcher(number);
    if (!numbers.matches()) {
      return false;
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = numbers.group(2) == null ? 0 : Integer.parseInt(numbers.group(2));
    return major < product.major || (major == product.major && minor < product.minor);
  }

  /** The oldest ones that will do, in words. */
  public static String oldest() {
    return String.join(" or ", Arrays.stream(Product.values()).map(Product::oldest).toList());
  }

  /** Its name and version, such as Valkey 8.1.1. */
  @Override
  public String toString() {
    return product.title + " " + number;
  }
}
