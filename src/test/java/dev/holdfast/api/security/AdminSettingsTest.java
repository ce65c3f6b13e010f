package dev.holdfast.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are taken, and that none is ever shown. */
class AdminSettingsTest {
  @Test
  void theTokenIsNotShown() {
    assertThat(new AdminSettings("open-sesame-open-sesame", "sesame-of-yesterday"))
        .asString()
        .doesNotContain("sesame");
  }

  @ParameterizedTest
  @ValueSource(strings = {"open-sesame-1234", "~!@#$%^&*()_+{}|:\"<>?[]\\;',./`"})
  void sixteenVisibleCharactersAreEnough(String token) {
    assertThat(new AdminSettings(token, null).faults()).isEmpty();
    assertThat(new AdminSettings("open-sesame-open-sesame", token).faults()).isEmpty();
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
    assertThat(new AdminSettings(token, null).faults())
        .singleElement()
        .asString()
        .startsWith("holdfast.admin-token cannot")
        .doesNotContain("sesame");
  }

  @Test
  void theTokenOfBeforeIsRefusedLikewise() {
    assertThat(new AdminSettings("open-sesame-open-sesame", "sesame").faults())
        .singleElement()
        .asString()
        .startsWith("holdfast.admin-token-before cannot")
        .doesNotContain("sesame");
  }

  @Test
  void aTokenOfBeforeIsAnotherThanTheTokenThatThereIs() {
    String token = "open-sesame-open-sesame";
    assertThat(new AdminSettings(null, token).faults()).hasSize(1);
    assertThat(new AdminSettings(token, token).faults())
        .singleElement()
        .asString()
        .contains("must be another")
        .doesNotContain("sesame");
  }

  @Test
  void anEmptyTokenOfBeforeIsNone() {
    var settings = new AdminSettings("open-sesame-open-sesame", "");
    assertThat(settings.faults()).isEmpty();
    assertThat(settings.tokens()).containsExactly("open-sesame-open-sesame");
  }

  @Test
  void noTokenIsNoFault() {
    assertThat(new AdminSettings(null, null).isOpen()).isTrue();
    assertThat(new AdminSettings(null, null).faults()).isEmpty();
  }
}
