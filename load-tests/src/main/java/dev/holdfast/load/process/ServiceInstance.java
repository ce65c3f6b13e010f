package dev.holdfast.load.process;

import dev.holdfast.load.endpoints.HoldfastClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One instance of the service, started from its jar on the JDK that the campaign itself runs on.
 */
public final class ServiceInstance implements AutoCloseable {
  /** The same small heap for every instance, so that two fit where one does. */
  public static final List<String> JVM_OPTIONS =
      List.of("-Xms512m", "-Xmx512m", "--enable-native-access=ALL-UNNAMED");

  private static final Duration START_MAX = Duration.ofSeconds(300);
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Options of a JVM that starts fast, and that never lives long enough to become quick. */
  public static final List<String> FAST_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /**
   * How to start one.
   *
   * @param jvmOptions beside those that all have
   * @param properties beside those of its ports
   */
  public record Settings(
      int number,
      Path jar,
      int port,
      List<String> jvmOptions,
      Map<String, String> properties,
      Path logs) {
    public Settings {
      jvmOptions = List.copyOf(jvmOptions);
      properties = Map.copyOf(properties);
    }

    /** The first instance, at a port that is kept for it; {@code store} is how it finds that. */
    public static Settings of(Path jar, Map<String, String> store, Path logs) {
      return new Settings(1, jar, Ports.freeToKeep(), List.of(), store, logs);
    }

    /** The same as another instance, somewhere else. */
    public Settings numbered(int other, int itsPort) {
      return new Settings(other, jar, itsPort, jvmOptions, properties, logs);
    }

    /** The same as another version of the service. */
    public Settings of(Path other) {
      return new Settings(number, other, port, jvmOptions, properties, logs);
    }

    /** The same with more options of the JVM. */
    public Settings with(List<String> more) {
      List<String> all = Stream.concat(jvmOptions.stream(), more.stream()).toList();
      return new Settings(number, jar, port, all, properties, logs);
    }

    /** The same with more properties, and with others in place of its own. */
    public Settings with(Map<String, String> more) {
      Map<String, String> all = new HashMap<>(properties);
      all.putAll(more);
      return new Settings(number, jar, port, jvmOptions, all, logs);
    }
  }

  private final ProcessSupervisor supervisor;
  private final ManagedProcess process;
  private final HoldfastClient client;
  private final URI meters;

  private ServiceInstance(
      ProcessSupervisor supervisor, ManagedProcess process, HoldfastClient client, URI meters) {
    this.supervisor = supervisor;
    this.process = process;
    this.client = client;
    this.meters = meters;
  }

  /** Starts one without waiting for it. */
  public static ServiceInstance start(ProcessSupervisor supervisor, Settings settings) {
    Ports.requireFree(settings.port());
    int managementPort = Ports.free();
    List<String> words = new ArrayList<>();
    words.add(JavaHome.java());
    words.addAll(JVM_OPTIONS);
    words.addAll(settings.jvmOptions());
    words.addAll(
        List.of(
            "-jar",
            settings.jar().toAbsolutePath().toString(),
            "--server.port=" + settings.port(),
            "--management.server.port=" + managementPort));
    settings.properties().forEach((name, value) -> words.add("--" + name + "=" + value));
    String name = "instance %d (port %d)".formatted(settings.number(), settings.port());
    Path log =
        settings.logs().resolve("instance-%d-%d.log".formatted(settings.number(), settings.port()));
    ManagedProcess process =
        supervisor.start(new ManagedProcess.Command(name, words, settings.logs(), log));
    URI target = URI.create("http://127.0.0.1:" + settings.port());
    URI meters = URI.create("http://127.0.0.1:" + managementPort);
    return new ServiceInstance(supervisor, process, new HoldfastClient(target), meters);
  }

  /** Waits until it is ready and has shown that it is Holdfast. */
  public void awaitReady() {
    boolean ready =
        Deadline.holdsWithin(
            START_MAX,
            LOOK,
            () -> {
              requireAlive();
              return client.isReady();
            });
    if (!ready) {
      throw new LoadTestException(
          "%s was not ready within %d s; the last it said:%n%s"
              .formatted(process.name(), START_MAX.toSeconds(), process.lastWords()));
    }
    requireAlive();
    client.strategies();
  }

  /** A client of this instance. */
  public HoldfastClient client() {
    return client;
  }

  /** Where its own metrics are. */
  public URI meters() {
    return meters;
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Refuses to go on when it is no longer there. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new LoadTestException(
          "%s died, %s; the last it said:%n%s"
              .formatted(process.name(), process.ending(), process.lastWords()));
    }
  }

  /** Waits for its end for at most so long; empty when it did not come, else its exit code. */
  public OptionalInt awaitEnd(Duration max) {
    return process.awaitEnd(max) ? OptionalInt.of(process.exitCode()) : OptionalInt.empty();
  }

  /** The end of what it printed. */
  public String lastWords() {
    return process.lastWords();
  }

  /** Asks it to end, and kills it when it has not done so within its grace. */
  public ManagedProcess.End terminate(Duration grace) {
    return process.terminate(grace);
  }

  /** Kills it, so that it can do nothing more. */
  public ManagedProcess.End kill() {
    return process.kill();
  }

  @Override
  public void close() {
    supervisor.stop(process);
  }
}
