package dev.holdfast.load.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the home of the JDK it runs on to a file; the build runs it on the JDK that the toolchain
 * found.
 */
public final class JavaHome {
  private JavaHome() {}

  /** The {@code java} of the JDK that this runs on. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), System.getProperty("java.home") + "\n");
  }
}
