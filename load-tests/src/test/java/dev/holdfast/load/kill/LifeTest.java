package dev.holdfast.load.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifeTest {
  private static final List<Line> LINES = List.of(new Line("a", 2), new Line("b", 1));
  private static final List<Line> OTHERS = List.of(new Line("c", 3));

  @Test
  void aSaleIsSettledOnceAllOfItWasSuppliedAgain() {
    Life life = new Life("key", LINES, null, Life.Intent.CONFIRM);
    life.accepted("order", false);
    assertThat(life.isSettled()).isFalse();
    life.ended("CONFIRMED");
    life.sold(LINES);
    assertThat(life.toSupply()).isEqualTo(LINES.getFirst());
    life.supplied();
    assertThat(life.isSettled()).isFalse();
    life.supplied();
    assertThat(life.toSupply()).isNull();
    assertThat(life.isSettled()).isTrue();
  }

  @Test
  void whatIsLeftIsSettledAsSoonAsItIsPlaced() {
    Life life = new Life("key", LINES, null, Life.Intent.LEAVE);
    assertThat(life.isSettled()).isFalse();
    life.accepted("order", false);
    assertThat(life.isSettled()).isTrue();
  }

  @Test
  void linesMayBeEitherWhileTheirChangeIsOpenAndOneOfThemAfterwards() {
    Life life = new Life("key", LINES, OTHERS, Life.Intent.CANCEL);
    assertThat(life.mayHave(LINES)).isTrue();
    assertThat(life.mayHave(OTHERS)).isTrue();
    life.changed(Life.Change.MADE);
    assertThat(life.mayHave(LINES)).isFalse();
    assertThat(life.mayHave(OTHERS)).isTrue();
  }
}
