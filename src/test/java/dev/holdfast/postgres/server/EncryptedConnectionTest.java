package dev.holdfast.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service talks TLS to its PostgreSQL, and to no server that cannot prove who it is. */
class EncryptedConnectionTest {
  @TempDir static Path folder;
  private static Path authority;
  private static Path anotherAuthority;

  @BeforeAll
  static void encrypt() throws Exception {
    var certificate = ServerCertificate.make(folder);
    authority = Files.writeString(folder.resolve("ca.crt"), certificate.certificate());
    anotherAuthority =
        Files.writeString(
            folder.resolve("another.crt"), ServerCertificate.make(folder).certificate());
    Path data = ServerUnderTest.shared().folder().resolve("data");
    for (var file :
        new Path[] {
          Files.writeString(data.resolve("server.key"), certificate.key()),
          Files.writeString(data.resolve("server.crt"), certificate.certificate())
        }) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      Files.setOwner(file, Files.getOwner(data));
    }
    ssl("on");
  }

  @AfterAll
  static void decrypt() {
    ssl("off");
  }

  private static void ssl(String value) {
    ServerUnderTest.administrator().sql("ALTER SYSTEM SET ssl = " + value).update();
    ServerUnderTest.administrator().sql("SELECT pg_reload_conf()::text").query().singleValue();
    await()
        .until(() ->
            ServerUnderTest.administrator()
                .sql("SHOW ssl")
                .query(String.class)
                .single()
                .equals(value));
  }

  /** The login that a URL with these options is. */
  private static PostgresLogin login(String host, String options) {
    PostgresLogin login = ServerUnderTest.shared().login();
    return new PostgresLogin(
        login.url().replace("127.0.0.1", host) + "?" + options, login.user(), login.password());
  }

  private static PostgresFacts facts(PostgresLogin login) {
    try (var pool = PostgresPoolTest.open(login, true, Duration.ofMinutes(1))) {
      return PostgresFacts.ask(pool, ServerUnderTest.configured(login));
    }
  }

  @Test
  void theServerProvesItsName_andWhatIsSentIsEncrypted() {
    var facts = facts(login("localhost", "sslmode=verify-full&sslrootcert=" + authority));
    assertThat(facts.encrypted()).isTrue();
    assertThat(facts.where()).endsWith("/holdfast over TLS");
    assertThat(facts(login("localhost", "sslmode=disable")).where())
        .endsWith("/holdfast without TLS");
  }

  @Test
  void aServerOfAnotherAuthorityIsRefused_andTheSettingIsNamed() {
    assertThatThrownBy(
            () -> facts(login("localhost", "sslmode=verify-full&sslrootcert=" + anotherAuthority)))
        .isInstanceOf(PostgresUnreachableException.class)
        .hasMessageStartingWith("PostgreSQL cannot be used at localhost:")
        .hasMessageContaining(
            "(sslrootcert in spring.datasource.url does not name the authority of its"
                + " certificate: ");
  }

  @Test
  void soIsOneOfAnotherName() {
    assertThatThrownBy(
            () -> facts(login("127.0.0.1", "sslmode=verify-full&sslrootcert=" + authority)))
        .isInstanceOf(PostgresUnreachableException.class)
        .hasMessageContaining("127.0.0.1 could not be verified");
  }
}
