package dev.holdfast.stock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an order in canonical form: equal SKUs merged, sorted by SKU. Two baskets of the
 * same content are equal, and threads that acquire or take lines in this order cannot deadlock.
 *
 * @param given the SKUs in the order in which they were given, which is no part of the content: the
 *     lab can lock them so
 */
public record Basket(List<Line> lines, List<Sku> given) {
  /** The most lines that an order may have, before equal SKUs are merged. */
  public static final int LINES_MAX = 50;

  /**
   * @throws IllegalArgumentException when the lines are not canonical, or there are none or too
   *     many
   */
  public Basket {
    lines = List.copyOf(lines);
    given = List.copyOf(given);
    if (lines.isEmpty() || lines.size() > LINES_MAX) {
      throw new IllegalArgumentException("an order has 1 to " + LINES_MAX + " lines");
    }
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i - 1).sku().compareTo(lines.get(i).sku()) >= 0) {
        throw new IllegalArgumentException("lines must be sorted by SKU, each SKU once");
      }
    }
  }

  /** A basket whose lines are canonical already. */
  public Basket(List<Line> lines) {
    this(lines, skus(lines));
  }

  /**
   * Merges and sorts lines.
   *
   * @throws IllegalArgumentException when a merged quantity exceeds {@link Line#QUANTITY_MAX}
   */
  public static Basket of(Collection<Line> lines) {
    if (lines.size() == 1) {
      return new Basket(List.copyOf(lines));
    }
    var merged = new TreeMap<Sku, Integer>();
    for (Line line : lines) {
      merged.merge(line.sku(), line.quantity(), Math::addExact);
    }
    var canonical = new ArrayList<Line>(merged.size());
    merged.forEach((sku, quantity) -> canonical.add(new Line(sku, quantity)));
    return new Basket(canonical, lines.stream().map(Line::sku).distinct().toList());
  }

  /** A basket of a single line. */
  public static Basket of(Sku sku, int quantity) {
    return new Basket(List.of(new Line(sku, quantity)));
  }

  /**
   * The text that stands for its content in fingerprints. They are stored: it must never change,
   * whatever this class and its components are called.
   */
  public String canonicalText() {
    var text = new StringBuilder("Basket[lines=[");
    String separator = "";
    for (Line line : lines) {
      text.append(separator).append("Line[sku=").append(line.sku().value());
      text.append(", quantity=").append(line.quantity()).append(']');
      separator = ", ";
    }
    return text.append("]]").toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Basket basket && lines.equals(basket.lines);
  }

  @Override
  public int hashCode() {
    return lines.hashCode();
  }

  /** The lines in the order in which they were given. */
  public List<Line> linesAsGiven() {
    return given.stream().map(sku -> new Line(sku, quantity(sku))).toList();
  }

  /** How many units of a SKU there are; 0 when none. */
  public int quantity(Sku sku) {
    return lines.stream().filter(line -> line.sku().equals(sku)).mapToInt(Line::quantity).sum();
  }

  /** The SKUs in canonical order. */
  public List<Sku> skus() {
    return skus(lines);
  }

  private static List<Sku> skus(List<Line> lines) {
    if (lines.size() == 1) {
      return List.of(lines.getFirst().sku());
    }
    return lines.stream().map(Line::sku).toList();
  }
}
