package dev.holdfast.load.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.config.FailoverOptions;
import dev.holdfast.load.config.ParseResult;
import dev.holdfast.load.process.Program;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command where it cannot be run; .ci/run runs it against the service itself. */
class FailoversTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void wrongOptions_endWithTwoAndTheListOfRightOnes() {
    assertThat(run("-Dnonsense=1", "-Drate=1000")).isEqualTo(Program.NOT_RUN);
    assertThat(said()).contains("'-Dnonsense=1' is not an option", "rate:", "-Drounds=A,B");
  }

  @Test
  void aWrongRound_endsWithTwoAndTheListOfRightOnes() {
    assertThat(run("-Drounds=sentinel")).isEqualTo(Program.NOT_RUN);
    assertThat(said()).contains("no round sentinel", "sentinel-planned", "cluster-killed");
  }

  @Test
  void eachStoreHasItsRoundsAndStrategies() {
    assertThat(run("--store=postgres", "-Drounds=sentinel-planned")).isEqualTo(Program.NOT_RUN);
    assertThat(said()).contains("no round sentinel-planned; there are postgres-unfenced");
    assertThat(parsed("--store=postgres").strategies()).contains("postgres-group-commit");
    assertThat(parsed().strategies()).contains("redis-script");
  }

  @Test
  void aJarThatIsNotThere_endsWithTwo() {
    assertThat(run("-Djar=" + directory.resolve("none.jar"))).isEqualTo(Program.NOT_RUN);
    assertThat(said()).contains("there is no file").doesNotContain("\tat ");
  }

  @Test
  void help_listsTheOptions() {
    assertThat(run("--help")).isEqualTo(Program.PASSED);
    assertThat(said()).contains("-Drate=N", "-Dstrategies=A,B");
  }

  @Test
  void theShortForm_ordersLess() {
    assertThat(parsed("--short").rate()).isLessThan(parsed().rate());
    assertThat(parsed("--short", "-Drate=45").rate()).isEqualTo(45);
    assertThat(parsed("-Dstrategies=redis-cas").strategies()).containsExactly("redis-cas");
  }

  private static FailoverOptions parsed(String... words) {
    ParseResult<FailoverOptions> result = FailoverOptions.parse(List.of(words), 7, Path.of("out"));
    return ((ParseResult.Parsed<FailoverOptions>) result).options();
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("-Dout=" + directory.resolve("report"));
    try (PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      return Failovers.PROGRAM.run(all, directory.resolve("load-tests"), stream, stream);
    }
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
