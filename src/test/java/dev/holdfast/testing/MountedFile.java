package dev.holdfast.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file as a file system, for a while. The file is the disk: it has what was synchronized, and not
 * what the kernel still holds. It takes root on Linux.
 */
public record MountedFile(Path disk, Path at) implements AutoCloseable {
  /** Mounts a file with an ext4 in it at a folder that is not there yet. */
  public MountedFile {
    try {
      Files.createDirectory(at);
      run("mount", "-o", "loop", disk.toString(), at.toString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes an empty disk of a size such as {@code 256M}. */
  public static void make(Path disk, String size) throws IOException, InterruptedException {
    run("truncate", "-s", size, disk.toString());
    run("mkfs.ext4", "-q", disk.toString());
  }

  /** Copies a disk as it is at this moment, which is what a power cut would leave. */
  public static void copy(Path disk, Path to) throws IOException, InterruptedException {
    run("cp", "--sparse=always", disk.toString(), to.toString());
  }

  /**
   * Runs a program to its end.
   *
   * @throws IllegalStateException when it ends with another code than 0
   */
  public static void run(String... words) throws IOException, InterruptedException {
    var process = new ProcessBuilder(words).redirectErrorStream(true);
    process.environment().put("LC_ALL", "C");
    int code = process.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    if (code != 0) {
      throw new IllegalStateException(String.join(" ", words) + " ended with " + code);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("umount", at.toString());
  }
}
