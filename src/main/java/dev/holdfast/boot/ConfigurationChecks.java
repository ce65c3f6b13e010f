package dev.holdfast.boot;

import dev.holdfast.api.security.AdminSettings;
import dev.holdfast.lab.CrashPoint;
import dev.holdfast.lab.CrashSettings;
import dev.holdfast.lab.LabSettings;
import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.postgres.server.ConfiguredPostgres;
import dev.holdfast.redis.client.UnsupportedRedisProperties;
import dev.holdfast.redis.server.ConfiguredRedis;
import dev.holdfast.settings.InvalidSettingException;
import dev.holdfast.settings.SettingNames;
import dev.holdfast.settings.StoreSettings;
import dev.holdfast.settings.UnknownSettings;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.strategy.StrategyType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.ClassUtils;

/**
 * Refuses what configuration alone shows to be wrong, all of it at once, before anything is
 * connected or started.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
public final class ConfigurationChecks
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final Logger log = LoggerFactory.getLogger(ConfigurationChecks.class);

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    var environment = context.getEnvironment();
    StoreDefaults.add(environment);
    // By then the settings records are known, and nothing was made of them yet.
    context.addBeanFactoryPostProcessor(beans -> {
      StartRefusedException.unlessEmpty(wrongSettings(environment, settingsRecords(beans)));
      check(environment);
    });
  }

  private static List<Class<?>> settingsRecords(ConfigurableListableBeanFactory beans) {
    String ours = "dev.holdfast.";
    var records = new ArrayList<Class<?>>();
    for (String name : beans.getBeanDefinitionNames()) {
      String type = beans.getBeanDefinition(name).getBeanClassName();
      if (type != null && type.startsWith(ours)) {
        Class<?> bean = ClassUtils.resolveClassName(type, beans.getBeanClassLoader());
        if (bean.isRecord() && bean.isAnnotationPresent(ConfigurationProperties.class)) {
          records.add(bean);
        }
      }
    }
    return records;
  }

  /**
   * What is wrong with the settings by themselves, each in one sentence: names that no record has,
   * times without a unit, values beyond their bounds or against each other.
   *
   * @param records all settings records
   * @throws BindException when a value is of another type
   */
  public static List<String> wrongSettings(
      ConfigurableEnvironment environment, Collection<Class<?>> records) {
    var names = new SettingNames(records);
    var binder = Binder.get(environment);
    List<String> wrong = new ArrayList<>();
    var unknown = names.unknown(environment.getPropertySources());
    if (isRefused(binder)) {
      unknown.forEach(name -> wrong.add(name.toString()));
    } else {
      unknown.forEach(name -> log.warn("{}", name));
    }
    wrong.addAll(names.withoutUnit(environment));
    if (wrong.isEmpty()) {
      records.forEach(type -> bind(binder, type, wrong));
    }
    if (wrong.isEmpty()) {
      try {
        SettingRelations.check(binder);
      } catch (InvalidSettingException e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    return wrong;
  }

  private static boolean isRefused(Binder binder) {
    return binder.bindOrCreate("holdfast", UnknownSettings.class).unknownSettings()
        == UnknownSettings.Handling.REFUSE;
  }

  private static void bind(Binder binder, Class<?> type, List<String> wrong) {
    String prefix = type.getAnnotation(ConfigurationProperties.class).value();
    try {
      binder.bindOrCreate(prefix, type);
    } catch (BindException e) {
      if (!(NestedExceptionUtils.getMostSpecificCause(e)
          instanceof InvalidSettingException cause)) {
        throw e;
      }
      wrong.add(String.valueOf(cause.getMessage()));
    }
  }

  private static void check(Environment environment) {
    var binder = Binder.get(environment);
    boolean production = environment.acceptsProfiles(Profiles.of("production"));
    List<String> wrong = new ArrayList<>();
    if (StoreSettings.isAmbiguous(environment)) {
      wrong.add(
          "holdfast.store is not set: both spring.datasource.url and spring.data.redis.* are, so it"
              + " must say which one is used, redis or postgres.");
    }
    switch (StoreSettings.chosen(environment)) {
      case REDIS -> {
        wrong.addAll(UnsupportedRedisProperties.faults(environment));
        if (production) {
          redis(ConfiguredRedis.of(environment), wrong);
        }
      }
      case POSTGRES -> {
        wrong.addAll(ConfiguredPostgres.faults(environment, production));
        onlyOnRedis(binder, wrong);
      }
    }
    if (production) {
      lab(binder.bindOrCreate("holdfast.lab", LabSettings.class), wrong);
      strategy(
          binder.bindOrCreate("holdfast.products", ProductSettings.class).defaultStrategy(), wrong);
    }
    token(
        binder.bindOrCreate("holdfast", AdminSettings.class),
        production,
        binder.bind("server.address", InetAddress.class).orElse(null),
        wrong);
    StartRefusedException.unlessEmpty(wrong);
  }

  /** Experiments with steps that a transaction does not have. */
  private static void onlyOnRedis(Binder binder, List<String> wrong) {
    CrashPoint crash = binder.bindOrCreate("holdfast.lab.crash", CrashSettings.class).at();
    if (crash != null) {
      wrong.add(
          "holdfast.lab.crash.at cannot be '%s': on PostgreSQL one transaction is one step."
              .formatted(crash));
    }
    if (binder.bindOrCreate("holdfast.lab", LabSettings.class).bareRedissonLock()) {
      wrong.add("holdfast.lab.bare-redisson-lock cannot be 'true': on PostgreSQL there is none.");
    }
  }

  private static void redis(ConfiguredRedis redis, List<String> wrong) {
    switch (redis) {
      case EMBEDDED ->
          wrong.add(
              "spring.data.redis.host is not set: the production profile does not start on the"
                  + " embedded redis-server, which keeps nothing.");
      case WITHOUT_PASSWORD ->
          wrong.add(
              "spring.data.redis.password is not set: in the production profile Redis must ask for"
                  + " one.");
      case URL_WITHOUT_PASSWORD ->
          wrong.add(
              "spring.data.redis.url has no password: in the production profile Redis must ask for"
                  + " one.");
      case WITH_PASSWORD -> {}
    }
  }

  private static void lab(LabSettings lab, List<String> wrong) {
    if (Boolean.TRUE.equals(lab.enabled())) {
      wrong.add(
          "holdfast.lab.enabled cannot be 'true': in the production profile nothing may oversell.");
    }
  }

  private static void strategy(StrategyType strategy, List<String> wrong) {
    if (strategy.guarantee().scope() != Guarantee.Scope.ALL_INSTANCES) {
      wrong.add(
          "holdfast.products.default-strategy cannot be '%s': in the production profile it must be exact among all instances."
              .formatted(strategy.id()));
    }
  }

  private static void token(
      AdminSettings admin, boolean production, @Nullable InetAddress address, List<String> wrong) {
    wrong.addAll(admin.faults());
    if (!admin.isOpen()) {
      return;
    }
    if (production) {
      wrong.add(
          "holdfast.admin-token is not set: in the production profile administration needs one.");
    } else if (address == null || !address.isLoopbackAddress()) {
      wrong.add(
          "holdfast.admin-token is not set: without one every client may administer, so the service"
              + " may listen on loopback only, and server.address is %s."
                  .formatted(address == null ? "not set" : "'" + address.getHostAddress() + "'"));
    }
  }
}
