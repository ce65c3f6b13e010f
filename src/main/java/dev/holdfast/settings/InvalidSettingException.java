package dev.holdfast.settings;

/**
 * A setting has a value that it must not have. The message is a sentence that names the property.
 */
public final class InvalidSettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidSettingException(String property, String value, String mustBe) {
    super("%s cannot be '%s': it must be %s.".formatted(property, value, mustBe));
  }
}
