package dev.holdfast.api.product;

import dev.holdfast.api.http.IfMatch;
import dev.holdfast.api.problem.BodyProblems;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Registration;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import jakarta.validation.Validator;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Changes what a client describes of a product, at the revision that it means. */
@Component
class ProductEditor {
  private static final Duration RESERVATION_MIN = Duration.ofSeconds(1);

  /** How often a patch is made anew because the product was changed since it was read. */
  private static final int PATCH_TRIES_MAX = 20;

  /** Members of a product that its client does not describe. */
  private static final Set<String> READ_ONLY = Set.of("sku", "stock", "onSaleNow");

  private final Inventory inventory;
  private final JsonMapper json;
  private final Validator validator;

  ProductEditor(Inventory inventory, JsonMapper json, Validator validator) {
    this.inventory = inventory;
    this.json = json;
    this.validator = validator;
  }

  /**
   * Registers a product, or replaces its description.
   *
   * @return whether it is new
   * @throws Problem when it is refused
   */
  boolean put(Sku sku, VersionCondition condition, ProductRequest request) {
    if (condition.equals(VersionCondition.EXISTING) && find(sku) == null) {
      throw changed(sku, null);
    }
    var product =
        new Registration(
            sku,
            strategy(request.strategy()),
            terms(request),
            new Sale.Change(
                request.onSale(),
                time("saleFrom", request.saleFrom()),
                time("saleUntil", request.saleUntil())),
            condition.versions());
    RegisterResult result = registered(product);
    if (result == RegisterResult.CHANGED) {
      throw changed(sku, find(sku));
    }
    return result == RegisterResult.CREATED;
  }

  /**
   * Changes those members of a product that a patch names. What another call changes meanwhile is
   * not lost: the patch is made again on that.
   *
   * @throws Problem when it is refused
   */
  void patch(Sku sku, VersionCondition condition, ObjectNode patch) {
    // Also what it removes has to be known.
    READ_ONLY.stream()
        .filter(patch::has)
        .sorted()
        .findFirst()
        .ifPresent(name -> {
          throw Problem.invalid(name, "is read-only");
        });
    ProductRequest named = bound(patch);
    String strategy =
        patch.path("strategy").isNull() ? inventory.defaultStrategy() : named.strategy();
    for (int i = 0; i < PATCH_TRIES_MAX; i++) {
      Product now = find(sku);
      if (now == null) {
        throw ProductController.unknown(sku.value());
      }
      if (!condition.means(now.revision())) {
        throw changed(sku, now);
      }
      ObjectNode described = json.valueToTree(ProductRequest.of(now.terms()));
      ProductRequest wanted = valid(bound(MergePatch.apply(described, patch)));
      var product =
          new Registration(
              sku, strategy(strategy), terms(wanted), sale(wanted, patch), Set.of(now.revision()));
      if (registered(product) != RegisterResult.CHANGED) {
        return;
      }
    }
    throw RefusalProblems.problem(new Refusal.Contended());
  }

  /** Null in a patch returns a member to its default: on sale, without times. */
  private static Sale.Change sale(ProductRequest wanted, ObjectNode patch) {
    return new Sale.Change(
        patch.path("onSale").isNull() ? Boolean.TRUE : wanted.onSale(),
        patch.path("saleFrom").isNull() ? Instant.MIN : time("saleFrom", wanted.saleFrom()),
        patch.path("saleUntil").isNull() ? Instant.MAX : time("saleUntil", wanted.saleUntil()));
  }

  private static @Nullable Instant time(String field, @Nullable Instant time) {
    if (time != null && time.isBefore(Instant.EPOCH)) {
      throw Problem.invalid(field, "must not be before " + Instant.EPOCH);
    }
    return time;
  }

  private @Nullable Product find(Sku sku) {
    return inventory.products(List.of(sku)).get(sku);
  }

  private RegisterResult registered(Registration product) {
    RegisterResult result = inventory.register(product);
    if (result == RegisterResult.SALE_TIMES) {
      throw product.sale().until() != null
          ? Problem.invalid("saleUntil", "must be after saleFrom")
          : Problem.invalid("saleFrom", "must be before saleUntil");
    }
    if (result == RegisterResult.STRATEGY_IN_USE) {
      throw Problem.of(
          ProblemCode.STRATEGY_IN_USE,
          "strategy",
          "cannot change here, since the product has stock or reservations;"
              + " POST /api/v1/products/"
              + product.sku()
              + "/strategy-changes changes it");
    }
    return result;
  }

  private static Problem changed(Sku sku, @Nullable Product now) {
    if (now == null) {
      return Problem.of(
              ProblemCode.PRECONDITION_FAILED, IfMatch.HEADER, "there is no product " + sku)
          .with("sku", sku.value());
    }
    return Problem.of(
            ProblemCode.PRECONDITION_FAILED,
            IfMatch.HEADER,
            "the product is at revision " + now.revision())
        .with("sku", sku.value())
        .with("productRevision", now.revision());
  }

  private ProductRequest bound(ObjectNode members) {
    try {
      return json.treeToValue(members, ProductRequest.class);
    } catch (JacksonException e) {
      throw BodyProblems.of(e);
    }
  }

  /** In the words of a body that is read whole. */
  private ProductRequest valid(ProductRequest request) {
    validator.validate(request).stream()
        .map(wrong -> Problem.invalid(wrong.getPropertyPath().toString(), wrong.getMessage()))
        .min(Comparator.comparing(Problem::getMessage))
        .ifPresent(problem -> {
          throw problem;
        });
    return request;
  }

  private @Nullable String strategy(@Nullable String name) {
    if (name == null) {
      return null;
    }
    StrategyType type = ProductController.known(name);
    inventory
        .whyNotUsable(type.id())
        .ifPresent(why -> {
          throw ProductController.strategyNotAllowed(why);
        });
    return type.id();
  }

  private Product.Terms terms(ProductRequest request) {
    Duration time =
        request.reservationTime() == null
            ? inventory.reservationTimeDefault()
            : within("reservationTime", request.reservationTime(), RESERVATION_MIN);
    Duration longest =
        request.reservationTimeMax() == null
            ? null
            : within("reservationTimeMax", request.reservationTimeMax(), time);
    return new Product.Terms(
        request.name(),
        time,
        new Product.ExtensionLimits(longest, request.extensionsMax()),
        request.limits(),
        request.thresholds());
  }

  private Duration within(String field, Duration time, Duration min) {
    if (time.compareTo(min) < 0 || time.compareTo(inventory.reservationTimeMax()) > 0) {
      throw Problem.invalid(field, "must be from " + min + " to " + inventory.reservationTimeMax());
    }
    // What the stores keep.
    return time.truncatedTo(ChronoUnit.MILLIS);
  }
}
