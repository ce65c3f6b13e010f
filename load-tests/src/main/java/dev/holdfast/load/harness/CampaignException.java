package dev.holdfast.load.harness;

import org.jspecify.annotations.Nullable;

/** The campaign cannot go on; the message tells its user why, in plain words. */
final class CampaignException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CampaignException(String message) {
    this(message, null);
  }

  CampaignException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
