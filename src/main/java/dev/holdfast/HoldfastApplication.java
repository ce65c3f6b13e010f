package dev.holdfast;

import dev.holdfast.boot.NameCaching;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;

/**
 * Starts Holdfast. Left out is what observes every request and every command: it took a good part
 * of an order's time. The service counts and times what it needs itself.
 */
@SpringBootApplication(
    exclude = {WebMvcObservationAutoConfiguration.class, LettuceObservationAutoConfiguration.class})
@ConfigurationPropertiesScan
public class HoldfastApplication {
  /** Runs the service until it is stopped. */
  public static void main(String[] args) {
    NameCaching.bound();
    SpringApplication.run(HoldfastApplication.class, args);
  }
}
