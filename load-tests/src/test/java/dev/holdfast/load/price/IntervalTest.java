package dev.holdfast.load.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How sure a median of some rounds is. */
class IntervalTest {
  private static List<Double> upTo(int size) {
    return IntStream.rangeClosed(1, size).mapToObj(i -> (double) i).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1",
    "2, 1.5, 1, 2",
    "5, 3, 1, 5",
    "6, 3.5, 1, 6",
    "8, 4.5, 1, 8",
    "9, 5, 2, 8",
    "10, 5.5, 2, 9",
    "12, 6.5, 3, 10",
    "20, 10.5, 6, 15",
    "100, 50.5, 40, 61"
  })
  void theIntervalIsThatOfTheBinomialDistribution(
      int size, double median, double low, double high) {
    assertThat(Interval.of(upTo(size))).isEqualTo(new Interval(median, low, high));
  }

  @Test
  void theOrderOfTheRoundsDoesNotMatter() {
    List<Double> mixed = DoubleStream.of(7, 1, 10, 3, 2, 9, 4, 8, 6, 5).boxed().toList();

    assertThat(Interval.of(mixed)).isEqualTo(Interval.of(upTo(10)));
  }
}
