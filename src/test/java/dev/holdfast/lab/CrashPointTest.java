package dev.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.OrderRecords;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrashPointTest {
  /** A point is found by the name of a method; one that is renamed would never be passed. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHECKED")
  void isAtACallThatThePortHas(CrashPoint point) {
    Class<?> port = point.port();
    assertThat(port).isNotNull();
    assertThat(Arrays.stream(port.getMethods()).map(Method::getName)).contains(point.method());
  }

  @Test
  void theStepThatHasPointsInsideIsACallThatThePortHas() {
    assertThat(Arrays.stream(OrderRecords.class.getMethods()).map(Method::getName))
        .contains(CrashPoint.SETTLE_IN_ONE_STEP);
  }
}
