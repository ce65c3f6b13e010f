package dev.holdfast.redis.data;

import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.RecordedReturn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a record keeps of its returns. The scripts' side of it is {@code lib/returns.lua}. */
public final class StoredReturns {
  private static final Pattern ENTRY = Pattern.compile("(\\d{1,3}):(\\d{1,18})((?: [^ |]+)+)");
  private static final Pattern UNITS = Pattern.compile("([^:]+):(\\d{1,7}):(\\d{1,7}):(\\d{1,7})");

  private StoredReturns() {}

  /**
   * Units by SKU.
   *
   * @throws IllegalArgumentException when the text is not of that form
   */
  public static Map<Sku, Integer> units(String text) {
    return text.isEmpty()
        ? Map.of()
        : ScriptReplies.basket(text).lines().stream()
            .collect(Collectors.toMap(line -> line.sku(), line -> line.quantity()));
  }

  /**
   * The returns that products are still to settle.
   *
   * @throws IllegalArgumentException when the text is not of that form
   */
  public static List<RecordedReturn> parse(String text) {
    var returns = new ArrayList<RecordedReturn>();
    if (text.isEmpty()) {
      return returns;
    }
    for (String entry : text.split("\\|", -1)) {
      var parts = ENTRY.matcher(entry);
      if (!parts.matches()) {
        throw new IllegalArgumentException("a return is number:time and its units");
      }
      var units = new ArrayList<ReturnedUnits>();
      for (String line : parts.group(3).strip().split(" ", -1)) {
        units.add(returnedUnits(line));
      }
      returns.add(
          new RecordedReturn(
              Integer.parseInt(parts.group(1)),
              Instant.ofEpochMilli(Long.parseLong(parts.group(2))),
              units));
    }
    return returns;
  }

  private static ReturnedUnits returnedUnits(String line) {
    var parts = UNITS.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("what is returned of a SKU is SKU and three numbers");
    }
    return new ReturnedUnits(
        new Sku(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)),
        Integer.parseInt(parts.group(4)));
  }
}
