package dev.holdfast.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executables that another user could have put there are never run. */
class PostgresBinariesTest {
  @TempDir Path temporary;

  @Test
  void theyAreUnpackedOnce_andNotRunFromAFolderThatOthersMayWriteTo() throws IOException {
    Path unpacked = PostgresBinaries.unpacked(temporary);
    assertThat(unpacked.resolve("bin/postgres")).isExecutable();
    assertThat(PostgresBinaries.unpacked(temporary)).isEqualTo(unpacked);
    try (var folders = Files.list(temporary)) {
      assertThat(folders).containsExactly(unpacked);
    }

    Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwxr-xrwx"));
    assertThatThrownBy(() -> PostgresBinaries.unpacked(temporary))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(" belongs to another user, or others may write to it");
  }
}
