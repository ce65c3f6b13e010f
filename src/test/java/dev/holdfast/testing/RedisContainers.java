package dev.holdfast.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.redis.testcontainers.RedisContainer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.utility.DockerImageName;

/** Starts a Redis container, or says in one sentence why that is not possible here. */
final class RedisContainers {

  private static final int ENGINE_SECONDS_MAX = 10;
  private static final int PULL_SECONDS_MAX = 120;

  private RedisContainers() {}

  /** There is no engine, or no image, or the container does not come up. */
  static final class NotPossible extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NotPossible(String message) {
      super(message);
    }

    NotPossible(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static RedisContainer start(String image) {
    return withoutChatter(() -> {
      requireEngine();
      requireImage(image);
      var container =
          new RedisContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("redis"))
              .withCommand("redis-server", "--save", "", "--protected-mode", "no");
      try {
        container.start();
      } catch (ContainerLaunchException e) {
        throw new NotPossible("a container of " + image + " does not start", e);
      }
      return container;
    });
  }

  /** With an engine that hangs, Testcontainers would wait for minutes. */
  private static void requireEngine() {
    try {
      var found =
          CompletableFuture.supplyAsync(() -> DockerClientFactory.instance().isDockerAvailable())
              .get(ENGINE_SECONDS_MAX, TimeUnit.SECONDS);
      if (!found) {
        throw new NotPossible("no Docker engine was found");
      }
    } catch (TimeoutException e) {
      throw new NotPossible("no Docker engine answered in " + ENGINE_SECONDS_MAX + " s", e);
    } catch (ExecutionException e) {
      throw new NotPossible("looking for a Docker engine failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotPossible("interrupted", e);
    }
  }

  private static void requireImage(String image) {
    var docker = DockerClientFactory.instance().client();
    try {
      docker.inspectImageCmd(image).exec();
      return;
    } catch (NotFoundException e) {
      // then it has to be pulled
    }
    try {
      if (!docker
          .pullImageCmd(image)
          .exec(new PullImageResultCallback())
          .awaitCompletion(PULL_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new NotPossible(image + " could not be pulled in " + PULL_SECONDS_MAX + " s");
      }
    } catch (DockerException e) {
      throw new NotPossible(image + " is not here and cannot be pulled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotPossible("interrupted", e);
    }
  }

  /** Testcontainers logs pages about an engine that is not there; one line of ours says it. */
  private static <T> T withoutChatter(Supplier<T> action) {
    var loggers =
        List.of("org.testcontainers", "tc", "com.github.dockerjava").stream()
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    loggers.forEach(logger -> logger.setLevel(Level.OFF));
    try {
      return action.get();
    } finally {
      loggers.forEach(logger -> logger.setLevel(Level.WARN));
    }
  }
}
