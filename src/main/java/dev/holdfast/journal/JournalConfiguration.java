package dev.holdfast.journal;

import dev.holdfast.order.EventLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Keeps the journal where one is configured. */
@Configuration(proxyBeanMethods = false)
class JournalConfiguration {
  /** A journal that cannot be written is tried again so often, by each instance. */
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  /** An empty path is none. */
  static final class Configured implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !context.getEnvironment().getProperty("holdfast.journal.path", "").isEmpty();
    }
  }

  @Bean
  JournalSync journalSync(JournalSettings settings, MeterRegistry meters) {
    return new JournalSync(settings, meters);
  }

  @Bean
  @Conditional(Configured.class)
  JournalLifecycle journal(
      EventLog events, JournalSettings settings, JournalSync sync, MeterRegistry meters) {
    var files = new JournalFiles(Path.of(settings.path()));
    files
        .whyUnusable()
        .ifPresent(why -> {
          throw new InvalidConfigurationPropertyValueException(
              "holdfast.journal.path", settings.path(), why);
        });
    return new JournalLifecycle(
        new Journal(events, settings, RETRY_PAUSE, FileChannel::write, meters),
        settings.isSync() ? new JournalFollower(files, sync) : null,
        settings.interval());
  }
}
