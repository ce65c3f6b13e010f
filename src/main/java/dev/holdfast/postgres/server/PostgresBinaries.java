package dev.holdfast.postgres.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's executables, from the archive on the class path. They are unpacked once for each
 * user and version, below the folder for temporary files, since that takes seconds.
 */
final class PostgresBinaries {
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private PostgresBinaries() {}

  /**
   * Unpacks them and writes their folder to a file: the load tests run PostgreSQL from the jar of
   * the service that they test, started with this class through Boot's {@code PropertiesLauncher}.
   *
   * @param args the file to write
   */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), unpacked().toString());
  }

  /**
   * The folder that has them, unpacked when it is not there yet.
   *
   * @throws PostgresUnreachableException when the class path has none for this platform
   * @throws IOException when they cannot be unpacked
   */
  static Path unpacked() throws IOException {
    return unpacked(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static Path unpacked(Path temporary) throws IOException {
    String name = "postgres-%s-%s.txz".formatted(system(), architecture());
    URL archive = PostgresBinaries.class.getResource("/" + name);
    if (archive == null) {
      throw PostgresUnreachableException.embedded(
          "this build has no binaries for %s on %s; spring.datasource.url says which PostgreSQL to use"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
          null);
    }
    var connection = archive.openConnection();
    Path wanted =
        temporary.resolve(
            "holdfast-postgres-%s-%s"
                .formatted(System.getProperty("user.name"), connection.getContentLengthLong()));
    Path fresh =
        Files.createTempDirectory(
            temporary, "holdfast-postgres-", PosixFilePermissions.asFileAttribute(READABLE));
    try {
      if (isOwn(wanted, fresh)) {
        return wanted;
      }
      // The mask of this process may have taken rights away, which another user needs who runs it.
      Files.setPosixFilePermissions(fresh, READABLE);
      try (InputStream content = connection.getInputStream()) {
        unpack(content, fresh);
      }
      // Several processes may do this at once: the first one to rename its folder serves all.
      Files.move(fresh, wanted);
      return wanted;
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      if (isOwn(wanted, fresh)) {
        return wanted;
      }
      throw new IOException(wanted + " belongs to another user, or others may write to it", e);
    } finally {
      FileSystemUtils.deleteRecursively(fresh);
    }
  }

  /** Whether a folder is there that only the owner of ours can have filled. */
  private static boolean isOwn(Path folder, Path ours) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    var attributes =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return attributes.owner().equals(Files.getOwner(ours))
        && !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
        && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
  }

  private static void unpack(InputStream content, Path folder) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(content)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = entry.resolveIn(folder);
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
          } else if (entry.isFile()) {
            Files.copy(tar, file);
            if ((entry.getMode() & 0100) != 0) {
              Files.setPosixFilePermissions(file, READABLE);
            }
          }
        }
      }
    }
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "arm_64";
      default -> name;
    };
  }
}
