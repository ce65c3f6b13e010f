package dev.holdfast.load.price;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Orders of one unit, each with a key of its own. All are equally long, so that one is written by
 * copying the bytes of the request and putting in its key and its product.
 */
final class OrderRequests implements Requests {
  private static final int KEY_DIGITS = 12;
  private static final String NO_KEY = "0".repeat(KEY_DIGITS);

  private final byte[] request;
  private final int keyEnd;
  private final int skuAt;
  private final byte[][] skus;
  private final SplittableRandom random;
  private long number;

  /**
   * @param run begins every key; no other load of the same store has it
   * @param skus the products, whose codes are equally long
   */
  OrderRequests(URI target, String path, String run, List<String> skus, long seed) {
    String body = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(skus.getFirst());
    String head =
        String.format(
            Locale.ROOT,
            "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\nIdempotency-Key: %s-%s\r\n\r\n",
            path,
            target.getAuthority(),
            body.length(),
            run,
            NO_KEY);
    this.request = (head + body).getBytes(StandardCharsets.US_ASCII);
    this.keyEnd = head.indexOf(NO_KEY + "\r\n") + KEY_DIGITS;
    this.skuAt = head.length() + body.indexOf(skus.getFirst());
    this.skus =
        skus.stream().map(s -> s.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void next(ByteBuffer target) {
    long rest = number++;
    for (int i = keyEnd - 1; rest > 0; i--) {
      request[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    if (skus.length > 1) {
      byte[] sku = skus[random.nextInt(skus.length)];
      System.arraycopy(sku, 0, request, skuAt, sku.length);
    }
    target.put(request);
  }
}
