package dev.holdfast.race.scratch;

import dev.holdfast.instance.InstanceHeartbeat;
import dev.holdfast.locks.LocksEndpoint;
import dev.holdfast.locks.LocksView;
import dev.holdfast.order.Orders;
import dev.holdfast.runtime.PeriodicTaskLifecycle;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.strategy.lock.redisson.StoppedRenewal;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.context.support.StandardServletEnvironment;

/**
 * An instance of the service on a scratch store, in this process: a context of its own, whose
 * connector listens on a free port of loopback. It reads no property and no environment variable of
 * the process, and touches neither the log nor what the process does at its end. Safe for use by
 * many threads.
 */
public final class ScratchInstance implements AutoCloseable {
  private static final String DEFAULTS = "application.yaml";

  /**
   * What is other than in the service. An order may take longer, since one can be held on purpose,
   * and since the crowd shares the machine with its store; locks are waited for as usual.
   */
  private static final Map<String, Object> OWN =
      Map.ofEntries(
          Map.entry("server.address", "127.0.0.1"),
          Map.entry("server.port", "0"),
          Map.entry("server.shutdown", "immediate"),
          Map.entry("holdfast.lab.enabled", "true"),
          Map.entry("holdfast.requests.wait-max", "11s"),
          Map.entry("holdfast.redis.command-timeout", "3s"),
          Map.entry("holdfast.redis.dedicated-wait", "3s"),
          Map.entry("holdfast.redis.silence-max", "4s"),
          Map.entry("holdfast.postgres.acquire-timeout", "3s"),
          Map.entry("holdfast.postgres.statement-timeout", "3s"),
          Map.entry("holdfast.postgres.socket-timeout", "4s"));

  private final AnnotationConfigServletWebServerApplicationContext context;
  private final File folder;

  private ScratchInstance(AnnotationConfigServletWebServerApplicationContext context, File folder) {
    this.context = context;
    this.folder = folder;
  }

  /**
   * Starts an instance, which the caller closes.
   *
   * @param assembly the class that says what it consists of
   * @param settings what is other than the service's defaults, the place of its store among them
   * @param window where its strategies pause between their check and their take
   * @throws RuntimeException when it does not start; nothing of it is left then
   */
  static ScratchInstance start(Class<?> assembly, Map<String, Object> settings, RaceWindow window) {
    File folder = folder();
    var context = new AnnotationConfigServletWebServerApplicationContext();
    context.setDisplayName("race");
    context.setEnvironment(environment(settings, folder));
    context.getBeanFactory().registerSingleton("raceWindow", window);
    context.register(assembly);
    context.addBeanFactoryPostProcessor(ScratchInstance::removeWatches);
    try {
      context.refresh();
    } catch (RuntimeException | Error e) {
      context.close();
      FileSystemUtils.deleteRecursively(folder);
      throw e;
    }
    return new ScratchInstance(context, folder);
  }

  /** What only looks after a store for hours has no use for seconds, and would fill the log. */
  private static void removeWatches(ConfigurableListableBeanFactory beans) {
    var registry = (BeanDefinitionRegistry) beans;
    for (Class<?> watch : List.of(PeriodicTaskLifecycle.class, InstanceHeartbeat.class)) {
      for (String name : beans.getBeanNamesForType(watch, true, false)) {
        registry.removeBeanDefinition(name);
      }
    }
  }

  /** Of the server's working files, which it would leave until the process ends. */
  private static File folder() {
    try {
      return Files.createTempDirectory("holdfast-race").toFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The service's own defaults, and nothing of the process. */
  private static StandardServletEnvironment environment(Map<String, Object> settings, File folder) {
    var environment = new StandardServletEnvironment();
    var sources = environment.getPropertySources();
    sources.remove(StandardServletEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    sources.remove(StandardServletEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    sources.addLast(new MapPropertySource("race", settings));
    sources.addLast(
        new MapPropertySource("folder", Map.of("server.tomcat.basedir", folder.getPath())));
    sources.addLast(new MapPropertySource("scratch instance", OWN));
    try {
      new YamlPropertySourceLoader()
          .load(DEFAULTS, new ClassPathResource(DEFAULTS))
          .forEach(sources::addLast);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ConfigurationPropertySources.attach(environment);
    return environment;
  }

  /** The port of loopback that it listens on. */
  public int port() {
    var server = context.getWebServer();
    if (server == null) {
      throw new IllegalStateException("it has no connector");
    }
    return server.getPort();
  }

  /** Its orders. */
  public Orders orders() {
    return context.getBean(Orders.class);
  }

  /** Its stock. */
  public Inventory inventory() {
    return context.getBean(Inventory.class);
  }

  /** Its locks, and who waits for them. */
  public LocksView locks() {
    return context.getBean(LocksEndpoint.class).locks();
  }

  /**
   * The lock of a SKU that the current thread holds is not renewed any more, as if the process of
   * its holder paused. Nothing happens where there is none, or where it is never renewed.
   */
  public void stopRenewal(Sku sku) {
    context.getBeanProvider(StoppedRenewal.class).ifAvailable(renewal -> renewal.stop(sku));
  }

  @Override
  public void close() {
    context.close();
    FileSystemUtils.deleteRecursively(folder);
  }
}
