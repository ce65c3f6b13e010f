package dev.holdfast.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are taken, and that none is ever shown. */
class AdminSettingsTest {
  @Test
  void theTokenIsNotShown() {
    assertThat(new AdminSettings("open-sesame-open-sesame")).asString().doesNotContain("sesame");
  }

  @ParameterizedTest
  @ValueSource(strings = {"open-sesame-1234", "~!@#$%^&*()_+{}|:\"<>?[]\\;',./`"})
  void sixteenVisibleCharactersAreEnough(String token) {
    assertThat(new AdminSettings(token).fault()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "                ",
        "open-sesame-123",
        "open sesame 1234",
        "open-sesame-1234\n",
        "\u00f6pen-sesame-1234"
      })
  void whatIsShortOrCannotBeSentIsRefusedWithoutShowingIt(String token) {
    assertThat(new AdminSettings(token).fault().orElseThrow()).doesNotContain("sesame");
  }

  @Test
  void noTokenIsNoFault() {
    assertThat(new AdminSettings(null).isOpen()).isTrue();
    assertThat(new AdminSettings(null).fault()).isEmpty();
  }
}
