package dev.holdfast.api.product;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.stock.Inventory;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where a product's units are, and what brought and took them. */
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class LookupController implements LookupApi {
  private static final int PAGE_MAX = 500;

  /** A number, or a time and a number, of which one is not 0. */
  private static final Pattern MOVEMENT = Pattern.compile("(?!0+-0+$)[0-9]{1,18}(-[0-9]{1,18})?");

  /** A position in the store's own order, and an order. */
  private static final Pattern HELD = Pattern.compile("[0-9]{1,19}-([a-z2-7]{26})?|[a-z2-7]{26}");

  private final Inventory inventory;

  LookupController(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  @GetMapping("/{sku}/movements")
  public MovementsView movements(
      @PathVariable String sku,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    checkPage(cursor, MOVEMENT, limit);
    return inventory
        .movements(ProductController.parse(sku), cursor, limit)
        .map(MovementsView::of)
        .orElseThrow(() -> ProductController.unknown(sku));
  }

  @Override
  @GetMapping("/{sku}/reservations")
  public ReservationsView reservations(
      @PathVariable String sku,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    checkPage(cursor, HELD, limit);
    return inventory
        .held(ProductController.parse(sku), cursor, limit)
        .map(ReservationsView::of)
        .orElseThrow(() -> ProductController.unknown(sku));
  }

  private static void checkPage(@Nullable String cursor, Pattern pattern, int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw Problem.invalid("limit", "must be from 1 to " + PAGE_MAX);
    }
    if (cursor != null && !pattern.matcher(cursor).matches()) {
      throw Problem.invalid("cursor", "is not one that a page gave");
    }
  }
}
