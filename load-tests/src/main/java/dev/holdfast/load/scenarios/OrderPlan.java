package dev.holdfast.load.scenarios;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.OrderMix;
import dev.holdfast.load.config.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which products there are and who orders what: the same for the same settings. Products stand on
 * small shelves, and the crowd goes from shelf to shelf, so that many users are at each product at
 * once and every product's last units are fought for.
 */
public record OrderPlan(Map<String, Long> supplied, List<PlannedOrder> orders) {
  private static final int SHELF_SIZE = 3;
  private static final int BASKET_QUANTITY_MAX = 2;
  private static final int QUANTITY_MAX = 3;

  public OrderPlan {
    supplied = Collections.unmodifiableMap(new LinkedHashMap<>(supplied));
    orders = List.copyOf(orders);
  }

  /** Draws the plan of a cell. */
  public static OrderPlan of(CellSettings cell) {
    return new Drawing(cell).plan();
  }

  private static final class Drawing {
    private final String cell;
    private final Workload workload;
    private final Random random;
    private final Map<String, Long> supplied = new LinkedHashMap<>();
    private final List<PlannedOrder> orders = new ArrayList<>();
    private int keys;

    Drawing(CellSettings cell) {
      this.cell = cell.cell();
      this.workload = cell.workload();
      this.random = new Random(cell.seed());
    }

    OrderPlan plan() {
      for (int i = 0; i < workload.products(); i++) {
        supplied.put("%s.p%05d".formatted(cell, i), stock());
      }
      List<String> skus = List.copyOf(supplied.keySet());
      for (int from = 0; from < skus.size(); from += SHELF_SIZE) {
        orders.addAll(shelf(skus.subList(from, Math.min(skus.size(), from + SHELF_SIZE))));
      }
      return new OrderPlan(supplied, orders);
    }

    /** Between half and one and a half of the average. */
    private long stock() {
      int low = Math.max(1, (workload.stock() + 1) / 2);
      return low + random.nextInt(2 * Math.max(1, workload.stock() - low) + 1);
    }

    private List<PlannedOrder> shelf(List<String> skus) {
      Map<String, Long> wanted = new LinkedHashMap<>();
      skus.forEach(
          sku -> wanted.put(sku, Math.round(supplied.getOrDefault(sku, 0L) * workload.demand())));
      List<PlannedOrder> shelf = new ArrayList<>();
      while (!wanted.isEmpty()) {
        List<String> open = new ArrayList<>(wanted.keySet());
        Collections.shuffle(open, random);
        OrderMix.Kind kind = workload.mix().draw(random);
        PlannedOrder order =
            new PlannedOrder(
                cell + ".k" + keys++, lines(kind, open), kind == OrderMix.Kind.CANCELS);
        shelf.add(order);
        if (kind == OrderMix.Kind.RETRIES) {
          shelf.add(order);
        }
        order.lines().forEach(l -> wanted.merge(l.sku(), -l.quantity(), Long::sum));
        wanted.values().removeIf(left -> left <= 0);
      }
      Collections.shuffle(shelf, random);
      return shelf;
    }

    private List<Line> lines(OrderMix.Kind kind, List<String> skus) {
      return switch (kind) {
        case SINGLES, RETRIES, CANCELS -> List.of(new Line(skus.getFirst(), 1));
        case QUANTITIES -> List.of(new Line(skus.getFirst(), 2 + random.nextInt(QUANTITY_MAX - 1)));
        case BASKETS ->
            skus.stream()
                .limit(2 + random.nextInt(SHELF_SIZE - 1))
                .map(sku -> new Line(sku, 1 + random.nextInt(BASKET_QUANTITY_MAX)))
                .toList();
      };
    }
  }
}
