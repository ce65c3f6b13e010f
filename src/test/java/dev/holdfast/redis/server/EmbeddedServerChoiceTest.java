package dev.holdfast.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import redis.embedded.RedisExecProvider;

/**
 * Which server is started when none is configured. What is installed here are scripts that stand
 * for one.
 */
class EmbeddedServerChoiceTest {
  private static String bundled;

  @TempDir Path first;
  @TempDir Path second;

  @BeforeAll
  static void findTheBundledOne() throws IOException {
    bundled = RedisExecProvider.defaultProvider().get().getAbsolutePath();
  }

  @Test
  void oneOfThePathIsPreferredAndValkeyToRedis() throws IOException {
    Path redis = working(first.resolve("redis-server"), "Redis server v=8.0.2");
    assertThat(started("auto")).isEqualTo(redis.toString());
    Path valkey = working(second.resolve("valkey-server"), "Valkey server v=8.1.1");
    assertThat(started("auto")).isEqualTo(valkey.toString());
  }

  @Test
  void whatIsTooOldOrDoesNotStartIsPassedOver() throws IOException {
    working(first.resolve("valkey-server"), "something else");
    working(first.resolve("redis-server"), "Redis server v=6.2.14");
    assertThat(started("auto")).isEqualTo("bundled");
    script(second.resolve("redis-server"), "Redis server v=8.0.2", "exit 1");
    assertThat(started("auto")).isEqualTo("bundled");
  }

  @Test
  void theBundledOneCanBeChosenAndSoCanAPath() throws IOException {
    working(first.resolve("redis-server"), "Redis server v=8.0.2");
    Path other = working(second.resolve("mine"), "Redis server v=7.4.1");
    assertThat(started("bundled")).isEqualTo("bundled");
    assertThat(started(other.toString())).isEqualTo(other.toString());
  }

  @Test
  void aChosenOneThatWillNotDoIsRefusedByName() throws IOException {
    Path old = working(first.resolve("old"), "Redis server v=6.2.14");
    assertThatThrownBy(() -> started(old.toString()))
        .isInstanceOfSatisfying(
            InvalidConfigurationPropertyValueException.class,
            refused -> {
              assertThat(refused.getName()).isEqualTo("holdfast.embedded-redis.server");
              assertThat(refused.getReason())
                  .isEqualTo(
                      "it is Redis 6.2.14, and the oldest that will do is Redis 7.0 or Valkey 7.2");
            });
    assertThatThrownBy(() -> started(first.resolve("nothing").toString()))
        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
        .hasMessageContaining("path of a valkey-server or redis-server");
  }

  /** Starts one with both folders on the path, and says which it was. */
  private String started(String wanted) {
    try (var redis = EmbeddedRedis.startUntilClosed(wanted, first + File.pathSeparator + second)) {
      return redis.executable();
    }
  }

  private static Path working(Path file, String version) throws IOException {
    return script(file, version, "exec '%s' \"$@\"".formatted(bundled));
  }

  private static Path script(Path file, String version, String otherwise) throws IOException {
    Files.writeString(
        file,
        "#!/bin/sh\nif [ \"$1\" = --version ]; then echo '%s'; exit; fi\n%s\n"
            .formatted(version, otherwise));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }
}
