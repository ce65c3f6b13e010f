package dev.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The picture at the beginning of the README. */
final class Picture {
  private static final Path FILE = Path.of("docs", "race.png");
  private static final long BYTES_MAX = 300_000;

  /** Below the lanes, in pixels. */
  private static final double MARGIN = 16;

  private Picture() {}

  /** Takes it anew where {@code -Dholdfast.test.write-documents=true} says so. */
  static void ofTheReadme(Visitor visitor) {
    if (Boolean.getBoolean("holdfast.test.write-documents")) {
      Page page = visitor.page();
      var lanes = page.getByTestId("lanes").boundingBox();
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(FILE)
              .setFullPage(true)
              .setClip(0, 0, Screen.LAPTOP.width(), lanes.y + lanes.height + MARGIN));
    }
    try {
      assertThat(Files.size(FILE)).isLessThan(BYTES_MAX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
