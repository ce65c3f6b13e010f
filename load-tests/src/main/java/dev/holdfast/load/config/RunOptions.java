package dev.holdfast.load.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The options that every command has. */
public interface RunOptions {
  /** The service to start; null for the one that is built from this repository. */
  @Nullable Path jar();

  /** The directory of the results. */
  Path out();
}
