package dev.holdfast.load.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.load.process.LoadTestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionsTest {
  @TempDir Path directory;

  @Test
  void oneVersion_isRestartedAsItself() {
    Path jar = directory.resolve("new.jar");
    Versions versions = new Versions(jar, null);
    assertThat(versions.first()).isEqualTo(jar);
    assertThat(versions.stages()).containsExactly(Stage.SIGTERM, Stage.SIGKILL);
    assertThat(versions.stages()).allMatch(stage -> versions.after(stage).equals(jar));
  }

  @Test
  void sameVersionTwice_isRefused() throws IOException {
    Path jar = Files.writeString(directory.resolve("new.jar"), "a jar");
    Path copy = Files.writeString(directory.resolve("copy.jar"), "a jar");
    assertThatThrownBy(() -> new Versions(jar, copy))
        .isInstanceOf(LoadTestException.class)
        .hasMessageContaining("are the same version");
  }

  @Test
  void olderVersion_isReplacedComesBackAndIsReplacedAgain() throws IOException {
    Path jar = Files.writeString(directory.resolve("new.jar"), "new");
    Path old = Files.writeString(directory.resolve("old.jar"), "old");
    Versions versions = new Versions(jar, old);
    assertThat(versions.first()).isEqualTo(old);
    assertThat(versions.stages()).extracting(versions::after).containsExactly(jar, old, jar);
  }
}
