package dev.holdfast.load.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.process.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final List<Cell> CELLS =
      IntStream.range(0, 4)
          .mapToObj(i ->
              new Cell(
                  Store.REDIS,
                  Phase.CORRECTNESS,
                  new DeclaredStrategy("s" + i, new Guarantee(Scope.NONE, false, false)),
                  1,
                  List.of()))
          .toList();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Progress progress =
      new Progress(new Console(new PrintStream(said, true, StandardCharsets.UTF_8)), CELLS);

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
    Duration thrice = CELLS.getFirst().guess().multipliedBy(3);
    progress.ended("exact", thrice);
    assertThat(progress.timeLeft()).isNotEqualTo(atFirst);
    progress.ended("exact", thrice);
    assertThat(progress.timeLeft()).isEqualTo(thrice.multipliedBy(2).toSeconds() + " s");
    progress.ended("exact", thrice);
    progress.ended("exact", thrice);
    assertThat(progress.timeLeft()).isEqualTo("0 s");
  }
}
