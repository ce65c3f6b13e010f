package dev.holdfast.redis.script;

import dev.holdfast.order.OpaqueId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What customers and references are called in the search index: a letter and a digest under a
 * secret key. Immutable, and safe for use by many threads.
 */
public final class SearchNames {
  private static final String CUSTOMER = "c";
  private static final String REFERENCE = "r";

  /**
   * 100 bits: records decide, so a name need not be the only one. With two longer ones a field of
   * the record would have more than 64 bytes, and Redis would keep each record as a table of a
   * kilobyte.
   */
  private static final int LENGTH = 20;

  private final @Nullable SecretKeySpec key;
  private final List<SecretKeySpec> keysBefore;

  SearchNames(SearchSettings settings) {
    this.key = settings.key() == null ? null : key(settings.key());
    this.keysBefore = settings.keysBefore().stream().map(SearchNames::key).toList();
  }

  private static SecretKeySpec key(String text) {
    return new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  /** The names of a new order, with spaces between them; empty when it has none. */
  public String ofNew(String reference, String customer) {
    if (reference.isEmpty()) {
      return customer.isEmpty() ? "" : name(key, CUSTOMER, customer);
    }
    String name = name(key, REFERENCE, reference);
    return customer.isEmpty() ? name : name(key, CUSTOMER, customer) + " " + name;
  }

  /** All names under which orders of a customer may be listed. */
  public List<String> ofCustomer(String customer) {
    return all(CUSTOMER, customer);
  }

  /** All names under which orders with a reference may be listed. */
  public List<String> ofReference(String reference) {
    return all(REFERENCE, reference);
  }

  private List<String> all(String kind, String text) {
    var names = Stream.concat(Stream.ofNullable(key), keysBefore.stream());
    return Stream.concat(
            names.map(each -> name(each, kind, text)), Stream.of(name(null, kind, text)))
        .distinct()
        .toList();
  }

  private static String name(@Nullable SecretKeySpec key, String kind, String text) {
    String digest = key == null ? OpaqueId.of(kind, text) : OpaqueId.keyed(key, kind, text);
    return kind + ":" + digest.substring(0, LENGTH);
  }
}
