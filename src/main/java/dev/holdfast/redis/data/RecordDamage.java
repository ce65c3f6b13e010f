package dev.holdfast.redis.data;

import dev.holdfast.order.OrderStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why the record of an order cannot be used, judged as {@code damage_of} in {@code lib/record.lua}
 * judges it, so that an audit names what the scripts pass over.
 */
public final class RecordDamage {
  public static final String NO_HASH = "it is no hash";

  private static final Set<String> STATUSES =
      Stream.of(OrderStatus.values()).map(Enum::name).collect(Collectors.toSet());
  private static final List<String> NUMBERS =
      List.of("attempt", "version", "createdAt", "updatedAt", "expiresAt");
  private static final List<String> NUMBERS_OR_NONE =
      List.of("claimedUntil", "revivedUntil", "changingUntil", "settleAt", "extensions");

  /** What of a record has to be read for that. */
  public static final List<String> FIELDS =
      Stream.of(
              List.of("status", "fingerprint", "lines", "beside", "returned", "returning"),
              NUMBERS,
              NUMBERS_OR_NONE)
          .flatMap(List::stream)
          .toList();

  private RecordDamage() {}

  /**
   * @param record those of {@link #FIELDS} that it has
   * @return null when it can be used
   */
  public static @Nullable String of(Map<String, String> record) {
    if (!STATUSES.contains(record.getOrDefault("status", ""))) {
      return "its status is not one";
    }
    for (String name : NUMBERS) {
      if (!isNumber(record.getOrDefault(name, ""))) {
        return name + " is no number";
      }
    }
    for (String name : NUMBERS_OR_NONE) {
      if (!isNumber(record.getOrDefault(name, "0"))) {
        return name + " is no number";
      }
    }
    if ("PLACING".equals(record.get("status")) && !record.containsKey("claimedUntil")) {
      return "it is PLACING without a claim";
    }
    if (!record.containsKey("fingerprint")) {
      return "it has no fingerprint";
    }
    try {
      ScriptReplies.basket(record.getOrDefault("lines", ""));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return "its lines cannot be read";
    }
    try {
      if (record.containsKey("returned")) {
        ScriptReplies.basket(record.getOrDefault("returned", ""));
      }
      StoredReturns.parse(record.getOrDefault("returning", ""));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return "what it has returned cannot be read";
    }
    try {
      ScriptReplies.skus(record.getOrDefault("beside", ""));
    } catch (IllegalArgumentException e) {
      return "its other SKUs cannot be read";
    }
    return null;
  }

  private static boolean isNumber(String text) {
    return text.length() <= 18
        && !text.isEmpty()
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
