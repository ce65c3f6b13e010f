package dev.holdfast.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Shows a report as its reader sees it, where the machine has a Chromium. The pages stay in {@code
 * target/sample-report}, to be looked at.
 */
public final class Browser {
  private static final Path SAMPLES = Path.of("target", "sample-report").toAbsolutePath();
  private static final int SECONDS_MAX = 60;

  private static final Optional<String> BROWSER =
      Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
          .flatMap(directory ->
              Stream.of("chromium", "chromium-browser", "google-chrome")
                  .map(name -> Path.of(directory, name)))
          .filter(Files::isExecutable)
          .map(Path::toString)
          .findFirst();

  private Browser() {}

  /**
   * The elements of a page after its script ran; the test is skipped without a Chromium.
   *
   * @param name of the directory below {@code target/sample-report}
   */
  public static String shown(Object results, String name) throws IOException, InterruptedException {
    assumeThat(BROWSER).as("a Chromium on the path").isPresent();
    Path directory = Files.createDirectories(SAMPLES.resolve(name));
    ReportFiles.write(results, "", directory);
    Path log = directory.resolve("browser.log");
    Path dom = directory.resolve("dom.html");
    Process browser =
        new ProcessBuilder(
                List.of(
                    BROWSER.orElseThrow(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--user-data-dir=" + directory.resolve("browser"),
                    "--enable-logging=stderr",
                    "--dump-dom",
                    directory.resolve(ReportFiles.PAGE).toUri().toString()))
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      assertThat(browser.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly();
    }
    // What the script failed at, and what the page's policy refused it.
    assertThat(log).content().doesNotContain("CONSOLE");
    String page = Files.readString(dom);
    // What a reader sees, without the script and the results that it was made of.
    return page.replaceAll("(?s)<script.*?</script>", "");
  }
}
