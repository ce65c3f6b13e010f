package dev.holdfast.load.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.load.process.LoadTestException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is compared with what, and when that meets its goal. */
class GoalsTest {
  private final Figures figures = new Figures();

  private void round(String side, PriceCase one, double service, double store, double perSecond) {
    figures.add(new Turn(one.option(), side, 1, 1, perSecond, 1, service, store, 0, 0, 0));
  }

  private Goal goal(String what) {
    return Goals.of(figures).stream()
        .filter(g -> g.what().startsWith(what))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theWorseEndDecides() {
    List<Double> ten = IntStream.rangeClosed(1, 10).mapToObj(i -> (double) i).toList();

    assertThat(Goal.of("cost", List.of(), ten, 9, true).isMet()).isTrue();
    assertThat(Goal.of("cost", List.of(), ten, 8.9, true).isMet()).isFalse();
    assertThat(Goal.of("speed", List.of(), ten, 2, false).isMet()).isTrue();
    assertThat(Goal.of("speed", List.of(), ten, 2.1, false).isMet()).isFalse();
  }

  @Test
  void twoCasesAreComparedRoundByRound() {
    for (double slowness : new double[] {1, 4, 2}) {
      round(PriceRun.NEW, PriceCase.REFERENCE, 10 * slowness, 0, 1_000 / slowness);
      round(PriceRun.NEW, PriceCase.GROUP_COMMIT, 10 * slowness + 7, 5, 500 / slowness);
      round(PriceRun.OLD, PriceCase.REFERENCE, 20 * slowness, 0, 800 / slowness);
    }

    Goal beyond = goal("service µs beyond the reference: `redis-group-commit`");
    assertThat(beyond.now()).isEqualTo(new Interval(7, 7, 7));
    assertThat(beyond.before()).isNull();
    assertThat(beyond.isMet()).isTrue();
    Goal faster = goal("a second, against before: reference");
    assertThat(faster.now()).isEqualTo(new Interval(1.25, 1.25, 1.25));
    assertThat(faster.isMet()).isFalse();
  }

  @Test
  void whatWasNotMeasuredIsNoGoal() {
    assertThat(Goals.of(figures)).isEmpty();
    round(PriceRun.OLD, PriceCase.SCRIPT, 1, 1, 1);
    assertThat(Goals.of(figures)).isEmpty();
  }

  @Test
  void theTableNamesEachJarAndSaysWhatIsMet() {
    round(PriceRun.NEW, PriceCase.SCRIPT, 80, 33, 1_000);
    figures.add(PriceRun.NEW, Extra.BYTES.figure(), 451);

    assertThat(PriceTable.goals(Goals.of(figures)))
        .isEqualTo(
            """
            | goal | before | this code | wanted | met |
            | --- | --- | --- | --- | --- |
            | Redis µs: `redis-script` |  | 33.0 (33.0-33.0) | at most 33 | yes |
            | bytes an order in Redis |  | 451.0 (451.0-451.0) | at most 450 | no |
            """);
  }

  @Test
  void aCaseIsNamedAndNoOther() {
    assertThat(Chosen.of(List.of("script", "plain", "bytes")))
        .isEqualTo(
            new Chosen(List.of(PriceCase.PLAIN, PriceCase.SCRIPT), java.util.Set.of(Extra.BYTES)));
    assertThat(Chosen.of(List.of()).all())
        .isEqualTo(PriceCase.values().length + Extra.values().length);
    assertThat(Chosen.of(List.of("confirm")).products()).containsExactly(PriceCase.SCRIPT);
    assertThatThrownBy(() -> Chosen.of(List.of("scripts")))
        .isInstanceOf(LoadTestException.class)
        .hasMessageContaining("'scripts'");
  }

  @Test
  void callsOfScriptsAreNotCalls() {
    assertThat(StoreMonitor.micros("+1764515000.000123 [0 127.0.0.1:4711] \"EVALSHA\" \"x\" \"1\""))
        .isEqualTo(1_764_515_000_000_123L);
    assertThat(StoreMonitor.micros("+1764515000.000123 [0 lua] \"HGET\" \"x\" \"1\""))
        .isEqualTo(-1);
    assertThat(StoreMonitor.micros("+OK")).isEqualTo(-1);
  }
}
