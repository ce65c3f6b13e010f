package dev.holdfast.load.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Audit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is counted as wrong after orders waited. */
class WaitingJudgeTest {
  private static final Audit SOUND = new Audit("w", 2, 0, 2, 0, 0, 0, true);
  private static final Waited FIRST = new Waited(0, 0, "a", 1, Waited.PLACED);
  private static final Waited SECOND = new Waited(1, 1, "b", 2, Waited.PLACED);
  private static final Waited LAST = new Waited(2, 0, "", 3, Waited.SOLD_OUT);

  private static List<String> wrong(Audit audit, Waited... waited) {
    return WaitingJudge.wrong(List.of(waited), 2, audit, Map.of());
  }

  @Test
  void eachUnitHasOneOrderThatWaited() {
    assertThat(wrong(SOUND, FIRST, SECOND, LAST)).isEmpty();
    assertThat(wrong(SOUND, FIRST, LAST)).hasSize(1);
    assertThat(wrong(SOUND, FIRST, FIRST)).hasSize(1);
    assertThat(wrong(SOUND, FIRST, SECOND, new Waited(2, 0, "c", 3, Waited.PLACED))).hasSize(1);
  }

  @Test
  void theServiceSaysTheSame() {
    assertThat(wrong(new Audit("w", 2, 1, 1, 0, 0, 0, true), FIRST, SECOND)).hasSize(2);
    assertThat(wrong(new Audit("w", 2, 0, 2, 0, 1, 0, true), FIRST, SECOND)).hasSize(1);
    assertThat(
            WaitingJudge.wrong(List.of(FIRST, SECOND), 2, SOUND, Map.of("counters-disagree", 1L)))
        .hasSize(1);
  }

  @Test
  void anAnswerThatIsNeitherAnOrderNorARefusalIsWrong() {
    assertThat(wrong(SOUND, FIRST, SECOND, new Waited(2, 0, "", 3, "Unknown[why=no answer]")))
        .hasSize(1);
  }
}
