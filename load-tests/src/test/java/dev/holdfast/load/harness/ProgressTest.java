package dev.holdfast.load.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.OptionsParser;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Workload;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Workload WORKLOAD =
      ((OptionsParser.Result.Parsed) OptionsParser.parse(List.of(), 1, Path.of("out")))
          .options()
          .workload();
  private static final List<Cell> CELLS =
      IntStream.range(0, 4)
          .mapToObj(i ->
              new Cell(
                  Phase.CORRECTNESS,
                  new DeclaredStrategy("s" + i, new Guarantee(Scope.NONE, false, false)),
                  1,
                  0))
          .toList();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Progress progress =
      new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), CELLS, WORKLOAD);

  @Test
  void itTellsWhichCellOfHowManyAndWhatCameOfIt() {
    progress.begins();
    progress.ended("exact", Duration.ofSeconds(9));
    progress.begins();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("[ 1/4] correctness  s0", "1 instance", "exact (9 s)", "[ 2/4] correctness  s1");
  }

  @Test
  void timeLeftFollowsHowLongCellsReallyTake() {
    String atFirst = progress.timeLeft();
    Duration thrice = CELLS.getFirst().guess(WORKLOAD).multipliedBy(3);
    progress.ended("exact", thrice);
    assertThat(progress.timeLeft()).isNotEqualTo(atFirst);
    progress.ended("exact", thrice);
    assertThat(progress.timeLeft()).isEqualTo(thrice.multipliedBy(2).toSeconds() + " s");
    progress.ended("exact", thrice);
    progress.ended("exact", thrice);
    assertThat(progress.timeLeft()).isEqualTo("0 s");
  }
}
