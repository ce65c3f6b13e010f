package dev.holdfast.postgres.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A key and a self-signed certificate for {@code localhost}, which is its own authority.
 *
 * @param key in PEM
 * @param certificate in PEM
 */
record ServerCertificate(String key, String certificate) {
  private static final String NAME = "server";
  private static final String PASSWORD = "changeit";

  /** Makes one with the {@code keytool} of this JDK. */
  static ServerCertificate make(Path folder) throws IOException, GeneralSecurityException {
    Path store = folder.resolve("keys.p12");
    Path output = folder.resolve("keytool.log");
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-alias",
            NAME,
            "-keyalg",
            "EC",
            "-validity",
            "2",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=DNS:localhost");
    var keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool failed: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", e);
    } finally {
      keytool.destroyForcibly();
    }
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Files.delete(store);
    return new ServerCertificate(
        pem("PRIVATE KEY", keys.getKey(NAME, PASSWORD.toCharArray()).getEncoded()),
        pem("CERTIFICATE", keys.getCertificate(NAME).getEncoded()));
  }

  private static String pem(String what, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, base64, what);
  }
}
