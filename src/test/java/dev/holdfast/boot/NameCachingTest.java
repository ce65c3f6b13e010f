package dev.holdfast.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameCachingTest {
  private static final List<String> PROPERTIES =
      List.of("networkaddress.cache.ttl", "networkaddress.cache.negative.ttl");

  private final Map<String, String> before = new HashMap<>();

  @BeforeEach
  void remember() {
    PROPERTIES.forEach(name -> before.put(name, Security.getProperty(name)));
  }

  @AfterEach
  void restore() {
    before.forEach((name, value) -> Security.setProperty(name, value == null ? "" : value));
  }

  @ParameterizedTest
  @CsvSource({"'',2", "30,2", "-1,2", "forever,2", "2,2", "1,1", "0,0"})
  void nothingIsRememberedOfANameForLongerThanTwoSeconds(String set, String inForce) {
    PROPERTIES.forEach(name -> Security.setProperty(name, set));
    NameCaching.bound();
    assertThat(PROPERTIES).allMatch(name -> Security.getProperty(name).equals(inForce));
  }
}
