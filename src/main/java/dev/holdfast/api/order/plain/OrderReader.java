package dev.holdfast.api.order.plain;

import dev.holdfast.api.json.PlainReader;
import dev.holdfast.api.order.OrderRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads orders that are written plainly, as nearly all are. */
@Component
final class OrderReader implements PlainReader<OrderRequest> {
  @Override
  public Class<OrderRequest> type() {
    return OrderRequest.class;
  }

  @Override
  public @Nullable OrderRequest read(byte[] json) {
    return new PlainOrder(json).read();
  }
}
