package dev.holdfast.boot;

import dev.holdfast.postgres.server.PostgresUnreachableException;
import dev.holdfast.redis.client.RedisUnreachableException;
import dev.holdfast.settings.InvalidSettingException;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;

/** Says in one sentence why the service does not start, for whatever an operator can put right. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupFailureAnalyzer implements FailureAnalyzer {
  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    String server = server(failure);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String sentence = sentence(cause, server);
      if (sentence != null) {
        return new FailureAnalysis(sentence, null, failure);
      }
    }
    return null;
  }

  private static @Nullable String sentence(Throwable cause, String server) {
    return switch (cause) {
      case StartRefusedException e -> e.getMessage();
      case PostgresUnreachableException e -> e.getMessage();
      case RedisUnreachableException e ->
          e.getMessage() + "; spring.data.redis.* says which Redis to use.";
      case PortInUseException e ->
          "Port %d is in use already: stop what listens on it, or choose another with %s.port."
              .formatted(e.getPort(), server);
      case WebServerException e when root(e) instanceof java.net.BindException bind ->
          "The service cannot listen at %1$s.address and %1$s.port: %2$s."
              .formatted(server, bind.getMessage());
      case InvalidConfigurationPropertyValueException e ->
          e.getValue() == null
              ? "%s is not set: %s".formatted(e.getName(), stopped(e.getReason()))
              : "%s cannot be '%s': %s"
                  .formatted(e.getName(), e.getValue(), stopped(e.getReason()));
      case BindException e -> binding(e);
      default -> url(cause);
    };
  }

  /** Whose port and address it was: the actuator's server is started by a bean of this name. */
  private static String server(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("'childManagementContextInitializer'")) {
        return "management.server";
      }
    }
    return "server";
  }

  private static String binding(BindException e) {
    Throwable root = root(e);
    if (root instanceof InvalidSettingException invalid) {
      return String.valueOf(invalid.getMessage());
    }
    var property = e.getProperty();
    if (property == null) {
      return "%s.* is not valid: %s".formatted(e.getName(), stopped(root.getMessage()));
    }
    return "%s cannot be '%s': it must be %s."
        .formatted(property.getName(), property.getValue(), expected(e));
  }

  private static String expected(Throwable failure) {
    Class<?> type = Object.class;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      type = cause instanceof ConversionFailedException e ? e.getTargetType().getType() : type;
    }
    if (type == StrategyType.class) {
      return Arrays.stream(StrategyType.values())
          .map(StrategyType::id)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == StoreKind.class) {
      return "redis or postgres";
    }
    if (type == Duration.class) {
      return "a duration, such as 500ms, 2s or PT15M";
    }
    if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
      return "a whole number";
    }
    return type == Object.class ? "of another form" : "of type " + type.getSimpleName();
  }

  /**
   * Boot's own type for this is not public, and its message repeats the URL with the password in
   * it.
   */
  private static @Nullable String url(Throwable cause) {
    return cause.getClass().getSimpleName().equals("DataRedisUrlSyntaxException")
        ? "spring.data.redis.url is not valid: it has the form redis://user:password@host:port, or"
            + " rediss:// for TLS."
        : null;
  }

  private static String stopped(@Nullable String sentence) {
    String text = String.valueOf(sentence);
    return text.endsWith(".") ? text : text + ".";
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
