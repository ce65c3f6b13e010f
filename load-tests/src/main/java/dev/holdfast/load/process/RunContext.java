package dev.holdfast.load.process;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What every command works with.
 *
 * @param command the words that it was started with
 * @param home the directory of this project, inside the service's
 * @param supervisor stops what the command starts
 */
public record RunContext(
    String command,
    Path home,
    ProcessSupervisor supervisor,
    Console console,
    OutputDirectory output,
    Instant started) {
  /** This moment, to the second. */
  public static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** The jar that an option names, else that of the service beside, built if it has to be. */
  public Path jar(@Nullable Path given) {
    return given == null
        ? ServiceJar.built(supervisor, home, logs(), console)
        : ServiceJar.given(given);
  }

  /** Where logs go. */
  public Path logs() {
    return output.logs();
  }

  /** Prints a text of {@link String#format} for the command's user. */
  public void print(String text, Object... values) {
    console.print(text, values);
  }
}
