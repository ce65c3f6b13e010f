package dev.holdfast.load.harness;

import org.jspecify.annotations.Nullable;

/** The campaign cannot go on; the message tells its user why, in plain words. */
public final class CampaignException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CampaignException(String message) {
    this(message, null);
  }

  public CampaignException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
