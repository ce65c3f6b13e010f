package dev.holdfast.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names the service is called by, and whose pages may ask for changes. */
class KnownCallersTest {
  private static final AccessSettings NONE = settings(List.of(), List.of());
  private static final KnownCallers LOCAL = new KnownCallers(NONE, true);

  private static AccessSettings settings(List<String> hosts, List<String> origins) {
    return new AccessSettings(Set.of(OrderCall.PLACE), hosts, origins);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:8080",
        "localhost.",
        "holdfast.localhost",
        "127.0.0.1",
        "127.0.0.1:8080",
        "[::1]",
        "[::1]:8080",
        "10.0.0.7:8080",
        "10.0.0.7:",
        "[fe80::1.2]:1"
      })
  void namesThatNoPageCanHaveAreAlwaysTheServices(String host) {
    assertThat(LOCAL.isHost(host)).isTrue();
    assertThat(new KnownCallers(settings(List.of("shop"), List.of()), false).isHost(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "notlocalhost",
        "127.0.0.1.evil.example",
        "shop.example",
        "cafe",
        "a:b",
        "[evil]",
        "[]",
        "[::1",
        ":80",
        ""
      })
  void onLoopbackOtherNamesAreForeign(String host) {
    assertThat(LOCAL.isHost(host)).isFalse();
  }

  @Test
  void namesThatAreConfiguredAreTheServicesAndNoOthersAre() {
    var listed = settings(List.of("Shop.example", "holdfast"), List.of());
    for (boolean onLoopback : new boolean[] {true, false}) {
      var callers = new KnownCallers(listed, onLoopback);
      assertThat(callers.isHost("shop.example:443")).isTrue();
      assertThat(callers.isHost("HOLDFAST")).isTrue();
      assertThat(callers.isHost("evil.example")).isFalse();
    }
  }

  @Test
  void onOtherAddressesAnyNameIsGoodUntilSomeAreListed() {
    assertThat(new KnownCallers(NONE, false).isHost("whatever.example")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "POST, localhost:8080, http://localhost:8080, -, false",
        "POST, shop.example, https://shop.example, same-origin, false",
        "POST, Shop.example, https://shop.EXAMPLE, same-origin, false",
        "POST, shop.example:443, https://shop.example, same-origin, false",
        "POST, shop.example:80, http://shop.example, same-origin, false",
        "POST, shop.example:80, https://shop.example, -, true",
        "POST, shop.example:443, https://shop.example:444, -, true",
        "POST, localhost:8080, -, -, false",
        "POST, localhost:8080, -, none, false",
        "POST, localhost:8080, -, same-site, false",
        "POST, localhost:8080, https://desk.example, cross-site, false",
        "GET, localhost:8080, https://evil.example, cross-site, false",
        "OPTIONS, localhost:8080, https://evil.example, cross-site, false",
        "POST, localhost:8080, https://evil.example, -, true",
        "POST, localhost:8080, http://localhost:3000, same-site, true",
        "POST, localhost:8080, http://localhost, -, true",
        "POST, localhost:8080, null, -, true",
        "POST, localhost:8080, -, cross-site, true",
        "PUT, localhost:8080, -, Cross-Site, true",
        "DELETE, localhost:8080, https://evil.example, -, true",
        "POST, localhost:8080, https://desk.example.evil.example, -, true",
        "POST, -, https://evil.example, -, true"
      })
  void pagesOfOtherSitesMayNotAskForChanges(
      String method, String host, String origin, String fetchSite, boolean crossSite) {
    var callers = new KnownCallers(settings(List.of(), List.of("https://desk.example")), true);
    var origins = origin == null ? List.<String>of() : List.of(origin);
    assertThat(callers.isCrossSite(method, host, origins, fetchSite)).isEqualTo(crossSite);
  }

  @Test
  void oneForeignOriginAmongSeveralIsEnough() {
    var origins = List.of("http://localhost:8080", "https://evil.example");
    assertThat(LOCAL.isCrossSite("POST", "localhost:8080", origins, null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop.example:8080", "https://shop.example", "shop/x", "*"})
  void whatIsNoNameIsRefused(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(List.of(host), List.of()))
        .withMessageContaining("hosts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop.example", "https://shop.example/", "*", "null"})
  void whatIsNoOriginIsRefused(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(List.of(), List.of(origin)))
        .withMessageContaining("origins");
  }
}
