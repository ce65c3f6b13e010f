package dev.holdfast.http.invalid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.RawHttp;
import dev.holdfast.http.RedisOnly;
import dev.holdfast.http.RunningService;
import dev.holdfast.testing.RedisUnderTest;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client's mistake is answered with a problem that names the field, and changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RedisOnly("What is wrong is refused before a store is asked.")
class BadRequestsTest extends RunningService {
  private static final int KINDS_MIN = 40;

  /**
   * The orders that are there: none at first, since to list thousands takes longer than a request.
   */
  private Set<String> orderKeys = Set.of();

  @BeforeAll
  void aProductWithStock() {
    RedisUnderTest.shared().flushAll();
    openShop();
    shop.register(BadRequest.SKU, "{\"name\":\"A product\",\"strategy\":\"redis-script\"}");
    shop.adjust(BadRequest.SKU, "bad-input-supply", 100);
    orderKeys = listOrderKeys();
  }

  static Stream<BadRequest> badRequests() {
    return BadRequests.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void aBadRequestIsRefusedByNameAndLeavesTheStockAsItWas(BadRequest bad) {
    String productBefore = shop.get(BadRequest.PRODUCT).expect(200).body();

    var answer = RawHttp.send(port, bad.bytes());

    answer.expectProblem(bad.status(), bad.code()).expectField(bad.field());
    assertThat(shop.get(BadRequest.PRODUCT).body()).isEqualTo(productBefore);
    // The sweeper may meanwhile forget orders of other tests; a new one would be of this request.
    Set<String> keysAfter = listOrderKeys();
    assertThat(orderKeys).containsAll(keysAfter);
    orderKeys = keysAfter;
  }

  @Test
  void theTableHoldsAtLeastFortyKindsEachOnce() {
    assertThat(badRequests().map(BadRequest::name))
        .hasSizeGreaterThanOrEqualTo(KINDS_MIN)
        .doesNotHaveDuplicates();
  }

  private Set<String> listOrderKeys() {
    return redis.keys("holdfast:{o*}:order:*");
  }
}
