package dev.holdfast.load.process;

import java.io.IOException;

/** Reading and writing whose failure ends the run with a message. */
public final class Io {
  private Io() {}

  /**
   * Work that reads or writes.
   *
   * @param <T> its result
   */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T result() throws IOException;
  }

  /** Work without a result. */
  @FunctionalInterface
  public interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Does the work and returns its result.
   *
   * @param failure the begin of the message when it fails, such as "the plan cannot be read"
   * @throws LoadTestException when it fails
   */
  public static <T> T get(String failure, Work<T> work) {
    try {
      return work.result();
    } catch (IOException e) {
      throw new LoadTestException(failure + ": " + e.getMessage(), e);
    }
  }

  /** The same for work without a result. */
  public static void run(String failure, Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new LoadTestException(failure + ": " + e.getMessage(), e);
    }
  }
}
