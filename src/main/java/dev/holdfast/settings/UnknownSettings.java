package dev.holdfast.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of names below {@code holdfast} that are no setting's.
 *
 * @param unknownSettings whether the start is refused, or warned of: for going back to a version
 *     that does not know a setting yet
 */
@ConfigurationProperties("holdfast")
public record UnknownSettings(@DefaultValue("refuse") Handling unknownSettings) {
  /** What is done about them. */
  public enum Handling {
    /** The service does not start. */
    REFUSE,
    /** It starts, and logs them. */
    WARN
  }
}
