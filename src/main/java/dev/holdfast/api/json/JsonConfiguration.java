package dev.holdfast.api.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/** JSON as all calls share it. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {
  /** RFC 3339 in UTC, always with milliseconds: of one length, so that texts sort as times do. */
  private static final String INSTANT = "uuuu-MM-dd'T'HH:mm:ss.SSSX";

  private static final int NUMBER_LENGTH_MAX = 40;

  /**
   * What a client means to say is taken as it is or refused: nothing is guessed, nothing ignored.
   */
  @Bean
  JsonMapperBuilderCustomizer strictJson() {
    return builder -> {
      builder
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .addModule(
              new SimpleModule()
                  .addDeserializer(Duration.class, new StrictDurations())
                  .addDeserializer(Instant.class, new StrictInstants()));
      textsAreTexts(builder);
      builder.withConfigOverride(
          Instant.class,
          instants ->
              instants.setFormat(
                  JsonFormat.Value.forPattern(INSTANT)
                      .withTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC))));
    };
  }

  private static void textsAreTexts(JsonMapper.Builder builder) {
    builder.withCoercionConfig(
        LogicalType.Textual,
        config -> {
          config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
          config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
          config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        });
  }

  @Bean
  JsonFactory jsonFactory(WebSettings settings) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(settings.jsonDepthMax())
                .maxStringLength(settings.bodyBytesMax())
                .maxNumberLength(NUMBER_LENGTH_MAX)
                .build())
        .build();
  }
}
