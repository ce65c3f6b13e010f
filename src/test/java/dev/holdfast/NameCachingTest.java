package dev.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameCachingTest {
  private static final String PROPERTY = "networkaddress.cache.ttl";
  private String before;

  @BeforeEach
  void remember() {
    before = Security.getProperty(PROPERTY);
  }

  @AfterEach
  void restore() {
    Security.setProperty(PROPERTY, before == null ? "" : before);
  }

  @ParameterizedTest
  @CsvSource({"'',2", "30,2", "-1,2", "forever,2", "2,2", "1,1", "0,0"})
  void noAddressIsRememberedForLongerThanTwoSeconds(String set, String inForce) {
    Security.setProperty(PROPERTY, set);
    NameCaching.bound();
    assertThat(Security.getProperty(PROPERTY)).isEqualTo(inForce);
  }
}
