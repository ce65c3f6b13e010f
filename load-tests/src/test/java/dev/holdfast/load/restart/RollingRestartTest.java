package dev.holdfast.load.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.process.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command where it cannot be run; .ci/run runs it against the service itself. */
class RollingRestartTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void wrongOptionsEndWithTwoAndTheListOfRightOnes() {
    assertThat(run("-Dnonsense=1", "-Drate=none", "-Dwith=server.shutdown"))
        .isEqualTo(Program.NOT_RUN);
    assertThat(said())
        .contains(
            "'-Dnonsense=1' is not an option",
            "rate: 'none'",
            "'server.shutdown' is not NAME=VALUE",
            "-Dsabotage=new-keys|data-loss");
  }

  @Test
  void helpListsTheOptions() {
    assertThat(run("--help")).isEqualTo(Program.PASSED);
    assertThat(said()).contains("-Drate=N", "-Dstrategies=A,B");
  }

  @Test
  void aJarThatIsNotThereEndsWithTwo() {
    assertThat(run("-Djar=" + directory.resolve("none.jar"))).isEqualTo(Program.NOT_RUN);
    assertThat(said()).contains("there is no file").doesNotContain("\tat ");
  }

  @Test
  void anOlderJarThatIsTheNewOneEndsWithTwo() throws IOException {
    Path jar = Files.writeString(directory.resolve("new.jar"), "a jar");
    Path copy = Files.writeString(directory.resolve("old.jar"), "a jar");
    assertThat(run("-Djar=" + jar, "-Dfrom-jar=" + copy)).isEqualTo(Program.NOT_RUN);
    assertThat(said())
        .contains("are the same version: a restart would mix nothing")
        .doesNotContain("\tat ");
    assertThat(run("-Djar=" + jar, "-Dfrom-jar=" + directory.resolve("none.jar")))
        .isEqualTo(Program.NOT_RUN);
    assertThat(said()).contains("there is no file " + directory.resolve("none.jar"));
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("-Dout=" + directory.resolve("report"));
    try (PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      return RollingRestart.PROGRAM.run(all, directory.resolve("load-tests"), stream, stream);
    }
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
