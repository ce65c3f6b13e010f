package dev.holdfast.stock;

/**
 * The code of a product that stock is kept for. It becomes part of Redis keys and of their hash
 * tag, so its alphabet is closed: a letter or digit, then up to 63 letters, digits, dots,
 * underscores or hyphens. The natural order is the canonical order in which several SKUs are locked
 * and taken.
 */
public record Sku(String value) implements Comparable<Sku> {
  /** The alphabet, for validation and for the API's documentation. */
  public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  private static final int LENGTH_MAX = 64;

  /**
   * @throws IllegalArgumentException when the text is not a SKU
   */
  public Sku {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a SKU: it must match " + PATTERN);
    }
  }

  /** Tells whether the text is a SKU. */
  public static boolean isValid(String value) {
    if (value.isEmpty() || value.length() > LENGTH_MAX || !isLetterOrDigit(value.charAt(0))) {
      return false;
    }
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /**
   * What comes after all SKUs that begin with a prefix, byte by byte, and before all others that
   * come after it: no letter of a SKU is as great as its last one.
   */
  public static String endOf(String prefix) {
    return prefix + '\u007f';
  }

  @Override
  public int compareTo(Sku other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
