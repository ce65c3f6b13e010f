package dev.holdfast.load.endpoints;

import org.jspecify.annotations.Nullable;

/**
 * One request of one virtual user, from its sending to its answer. It is changed in place, since a
 * session is copied at each change; a virtual user does one thing at a time, so no other sees it.
 */
public final class OrderCall {
  /** The name under which a session keeps it. */
  public static final String ATTRIBUTE = "call";

  private static final byte[] NOTHING = {};

  private String url = "";
  private String key = "";
  private String body = "";
  private int product;
  private long startNanos;
  private long endNanos;
  private int status;
  private boolean replayed;
  private byte[] answer = NOTHING;

  /** Begins a request; what came of the one before is forgotten. */
  public void begin(String url, String key, String body) {
    this.url = url;
    this.key = key;
    this.body = body;
    status = 0;
    answer = NOTHING;
    replayed = false;
    startNanos = System.nanoTime();
  }

  /** Says which of several products the next request is about. */
  public void about(int product) {
    this.product = product;
  }

  void answered(int status, @Nullable String replayedHeader, byte[] answer) {
    this.status = status;
    this.replayed = "true".equals(replayedHeader);
    this.answer = answer;
    endNanos = System.nanoTime();
  }

  /** Ends a request that was not answered. */
  public void end() {
    if (status == 0) {
      endNanos = System.nanoTime();
    }
  }

  /** Whether an answer came at all. */
  public boolean isAnswered() {
    return status != 0;
  }

  public String url() {
    return url;
  }

  public String key() {
    return key;
  }

  public String body() {
    return body;
  }

  /** Which of several products it is about. */
  public int product() {
    return product;
  }

  public long startNanos() {
    return startNanos;
  }

  public long endNanos() {
    return endNanos;
  }

  public int status() {
    return status;
  }

  public boolean replayed() {
    return replayed;
  }

  /** The body of the answer. */
  public byte[] answer() {
    return answer;
  }
}
