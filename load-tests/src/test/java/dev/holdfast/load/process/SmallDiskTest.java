package dev.holdfast.load.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the rights to mount. */
class SmallDiskTest {
  @TempDir Path directory;

  @Test
  void nothingFitsWhileItIsFull_andItIsGoneOnceItIsClosed() throws IOException {
    Path folder;
    try (ProcessSupervisor supervisor = new ProcessSupervisor()) {
      var mounted = SmallDisk.mount(supervisor, directory, 8);
      assumeThat(mounted).isPresent();
      SmallDisk disk = mounted.orElseThrow();
      folder = disk.folder();
      Path file = folder.resolve("file");
      disk.fill();
      assertThatThrownBy(() -> Files.write(file, new byte[64 * 1024]))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
      disk.free();
      Files.write(file, new byte[64 * 1024]);
      disk.close();
    }
    assertThat(folder).isEmptyDirectory();
    await().until(() -> !Files.exists(directory.resolve("small-disk.ext4")));
  }
}
