package dev.holdfast.load.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final String BEFORE =
      """
      # HELP holdfast_lock_wait_seconds How long
      # TYPE holdfast_lock_wait_seconds histogram
      holdfast_lock_wait_seconds_bucket{outcome="acquired",strategy="jvm-mutex",le="+Inf"} 4
      holdfast_lock_wait_seconds_count{outcome="acquired",strategy="jvm-mutex"} 4
      holdfast_lock_wait_seconds_sum{outcome="acquired",strategy="jvm-mutex"} 2.0
      holdfast_cas_attempts_count 10
      holdfast_cas_attempts_sum 70.0
      jvm_gc_pause_seconds_count 5
      """;
  private static final String AFTER =
      """
      holdfast_lock_wait_seconds_count{outcome="acquired",strategy="jvm-mutex"} 7
      holdfast_lock_wait_seconds_sum{outcome="acquired",strategy="jvm-mutex"} 2.75
      holdfast_lock_wait_seconds_count{outcome="timeout",strategy="jvm-mutex"} 1
      holdfast_lock_wait_seconds_sum{outcome="timeout",strategy="jvm-mutex"} 1.25
      holdfast_cas_attempts_count 10
      holdfast_cas_attempts_sum 70.0
      """;

  @Test
  void aMeanIsOfWhatHappenedInBetweenOverAllTags() {
    assertThat(Meters.means(Meters.parse(BEFORE), Meters.parse(AFTER)))
        .isEqualTo(Map.of("holdfast_lock_wait_seconds", 0.5));
  }

  @Test
  void anInstanceThatDoesNotTellIsLeftOut() {
    assertThat(new Meters(List.of(URI.create("http://127.0.0.1:1"))).read()).isEmpty();
  }
}
