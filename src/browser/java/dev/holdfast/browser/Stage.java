package dev.holdfast.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What all tests share: one browser, and on each store one service, which start when a test first
 * wants them and end after the last test. Tests run one after another.
 */
final class Stage implements AutoCloseable {
  /** Where Chromium is. {@code .ci/browser} says so; Debian has it here. */
  private static final Path EXECUTABLE =
      Path.of(System.getProperty("holdfast.browser.executable", "/usr/bin/chromium"));

  /** The browser speaks with loopback alone: no update, no other host, not even by name. */
  private static final List<String> FLAGS =
      List.of(
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");

  /** A condition of a page that a busy machine may take long to reach. */
  static final double PATIENCE_MS = 45_000;

  /** The stores. */
  enum On {
    REDIS,
    POSTGRES
  }

  /** A service and the store that it uses. */
  record Hosted(Store store, ServiceUnderTest service) implements AutoCloseable {
    @Override
    public void close() {
      try (store) {
        service.close();
      }
    }
  }

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final Browser browser =
      playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(EXECUTABLE)
                  .setChromiumSandbox(false)
                  .setArgs(FLAGS));
  private final Map<On, Hosted> hosted = new EnumMap<>(On.class);
  private final List<Visitor> visitors = new ArrayList<>();

  private Stage() {
    playwright.selectors().setTestIdAttribute("data-test");
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
  }

  /** The service on this store, with no product but those that tests have registered. */
  Hosted on(On store) {
    return hosted.computeIfAbsent(
        store,
        wanted -> {
          Store fresh = wanted == On.REDIS ? new Store.OnRedis() : new Store.OnPostgres();
          try {
            return new Hosted(fresh, ServiceUnderTest.start(fresh.settings()));
          } catch (RuntimeException | Error e) {
            fresh.close();
            throw e;
          }
        });
  }

  /** A visitor with a screen of a laptop, light. */
  Visitor visitor() {
    return visitor(Screen.LAPTOP);
  }

  /** A visitor with nothing in the browser's storage. */
  Visitor visitor(Screen screen) {
    return visitor(screen.options());
  }

  /** A visitor whose browser runs no script. */
  Visitor visitorWithoutScript() {
    return visitor(Screen.PHONE.options().setJavaScriptEnabled(false));
  }

  private Visitor visitor(Browser.NewContextOptions options) {
    var visitor = new Visitor(browser.newContext(options));
    visitors.add(visitor);
    return visitor;
  }

  /** What a test's visitors saw must be without faults, and if the test failed, it is kept. */
  private void endTest(String name, boolean passed) {
    var ending = List.copyOf(visitors);
    visitors.clear();
    try {
      for (int i = 0; i < ending.size(); i++) {
        if (passed) {
          ending.get(i).assertUntroubled();
        } else {
          ending.get(i).picture("failed-%s-%d".formatted(name, i));
        }
      }
    } finally {
      ending.forEach(Visitor::close);
    }
  }

  @Override
  public void close() {
    try (playwright) {
      hosted.values().forEach(Hosted::close);
    }
  }

  /** Hands the stage to tests that have it as a parameter. */
  static final class Extension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(Stage.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return stage(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
      String name =
          context.getRequiredTestClass().getSimpleName()
              + "-"
              + context.getRequiredTestMethod().getName();
      stage(context).endTest(name, context.getExecutionException().isEmpty());
    }

    private static Stage stage(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent(Stage.class, key -> new Stage(), Stage.class);
    }
  }
}
