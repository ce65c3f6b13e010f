package dev.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A tab of a browser of its own, whose troubles are noted: errors and warnings of its console,
 * which the Content-Security-Policy's are among, exceptions, and requests to another host than
 * loopback.
 */
final class Visitor implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final BrowserContext context;
  private final Page page;
  private final List<String> troubles = new ArrayList<>();
  private final List<Pattern> expected = new ArrayList<>();

  Visitor(BrowserContext context) {
    this.context = context;
    context.setDefaultTimeout(Stage.PATIENCE_MS);
    context.onRequest(request -> noteForeign(request.url()));
    page = context.newPage();
    page.onPageError(error -> troubles.add("exception: " + error));
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        troubles.add("%s: %s (%s)".formatted(message.type(), message.text(), message.location()));
      }
    });
  }

  private void noteForeign(String url) {
    URI uri = URI.create(url.replaceFirst("^blob:", ""));
    if (uri.getHost() != null && !uri.getHost().equals("127.0.0.1")) {
      troubles.add("a request to another host: " + url);
    }
  }

  /** Changes a text that a file of the pages has once, on its way to this browser. */
  Visitor planting(String file, String text, String instead) {
    return plantingAll(file, Map.of(text, instead));
  }

  /**
   * Changes several of them.
   *
   * @param planted what is there instead of each text
   */
  Visitor plantingAll(String file, Map<String, String> planted) {
    page.route(
        "**/" + file,
        route -> {
          var response = route.fetch();
          String content = response.text();
          for (var fault : planted.entrySet()) {
            String text = fault.getKey();
            int found = content.indexOf(text);
            if (found < 0 || found != content.lastIndexOf(text)) {
              troubles.add("planted: %s has not once: %s".formatted(file, text));
            }
            content = content.replace(text, fault.getValue());
          }
          route.fulfill(new Route.FulfillOptions().setResponse(response).setBody(content));
        });
    return this;
  }

  /** Opens a page of the service. */
  Page open(ServiceUnderTest service, String path) {
    page.navigate(service.address() + path);
    return page;
  }

  /** The page that is open. */
  Page page() {
    return page;
  }

  /** What the console may say in this test, for example that a server did not answer. */
  Visitor expecting(String pattern) {
    expected.add(Pattern.compile(pattern));
    return this;
  }

  /** Writes what is seen to a file of this name in the folder of screenshots: the whole page. */
  Path picture(String name) {
    Path file = SCREENSHOTS.resolve(name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    return file;
  }

  /** No trouble but what was expected. */
  void assertUntroubled() {
    assertThat(troubles)
        .filteredOn(trouble -> expected.stream().noneMatch(p -> p.matcher(trouble).find()))
        .isEmpty();
  }

  /** Axe finds no violation in what is open. */
  void assertAccessible() {
    var violations =
        new AxeBuilder(page)
            // The pages have no frames, for which it would open a page of its own each time.
            .setLegacyMode(true)
            .withTags(
                List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
            .analyze()
            .getViolations();
    assertThat(violations)
        .map(found ->
            found.getId()
                + ": "
                + found.getHelp()
                + found.getNodes().stream().map(node -> "\n  " + node.getHtml()).toList())
        .as("violations of accessibility at " + page.url())
        .isEmpty();
  }

  /** Nothing is wider than the screen, cut off or above something else. */
  void assertLaidOut() {
    assertThat(Layout.faultsOf(page)).as("layout at " + page.url()).isEmpty();
  }

  /**
   * The Tab key goes to every control that is shown and enabled, each once, and a reader sees where
   * it is.
   */
  void assertKeyboardReachesAll() {
    assertThat(Keyboard.faultsOf(page)).as("by keyboard at " + page.url()).isEmpty();
  }

  @Override
  public void close() {
    context.close();
  }
}
