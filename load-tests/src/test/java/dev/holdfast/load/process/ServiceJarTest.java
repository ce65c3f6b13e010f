package dev.holdfast.load.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceJarTest {
  @TempDir Path root;

  @BeforeEach
  void aBuiltService() throws IOException {
    at(1_000, root.resolve("pom.xml"));
    at(1_000, root.resolve("src/main/java/A.java"));
    at(1_000, root.resolve("src/test/java/ATest.java"));
    at(500, ServiceJar.jar(root));
    at(2_000, ServiceJar.buildDate(root));
  }

  @Test
  void aJarThatIsNewerThanItsSourcesIsUsed() {
    assertThat(ServiceJar.isStale(root)).isFalse();
  }

  @Test
  void aMissingJarIsBuilt() throws IOException {
    Files.delete(ServiceJar.jar(root));
    assertThat(ServiceJar.isStale(root)).isTrue();
  }

  @Test
  void aJarOfWhichNobodyKnowsWhenItWasBuiltIsBuilt() throws IOException {
    Files.delete(ServiceJar.buildDate(root));
    assertThat(ServiceJar.isStale(root)).isTrue();
  }

  @Test
  void aChangedSourceOrBuildFileIsBuilt() throws IOException {
    at(3_000, root.resolve("src/main/java/A.java"));
    assertThat(ServiceJar.isStale(root)).isTrue();
    at(1_000, root.resolve("src/main/java/A.java"));
    at(3_000, root.resolve("pom.xml"));
    assertThat(ServiceJar.isStale(root)).isTrue();
  }

  @Test
  void aChangedTestBuildsNothing() throws IOException {
    at(3_000, root.resolve("src/test/java/ATest.java"));
    assertThat(ServiceJar.isStale(root)).isFalse();
  }

  private static void at(long millis, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
  }
}
