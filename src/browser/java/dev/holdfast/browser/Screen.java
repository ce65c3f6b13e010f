package dev.holdfast.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/** What a visitor looks at: a width and a height in pixels of CSS, and dark or light. */
record Screen(int width, int height, boolean dark) {
  static final Screen PHONE = new Screen(360, 740, false);
  static final Screen TABLET = new Screen(768, 1024, false);
  static final Screen LAPTOP = new Screen(1280, 900, false);
  static final Screen PROJECTOR = new Screen(1920, 1080, false);

  /** The same in the dark. */
  Screen darkened() {
    return new Screen(width, height, true);
  }

  /** Motion is reduced, so that a picture is that of a page at rest. */
  Browser.NewContextOptions options() {
    return new Browser.NewContextOptions()
        .setViewportSize(width, height)
        .setReducedMotion(ReducedMotion.REDUCE)
        .setAcceptDownloads(true)
        .setLocale("en-GB")
        .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT);
  }

  @Override
  public String toString() {
    return width + (dark ? "-dark" : "-light");
  }
}
