package dev.holdfast.api.json;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The JSON library as the service sets it up. */
public final class JsonMappers {
  private JsonMappers() {}

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(WebSettings.class)
  static class Settings {}

  /** Reads and writes as the service does. */
  public static JsonMapper strict() {
    var made = new JsonMapper[1];
    new ApplicationContextRunner()
        .withPropertyValues("spring.jackson.default-property-inclusion=non_null")
        .withUserConfiguration(Settings.class, JsonConfiguration.class)
        .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
        .run(context -> made[0] = context.getBean(JsonMapper.class));
    return made[0];
  }
}
