package dev.holdfast.api.page;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Leads to the pages; of one that is switched off there is no file. Their parameters are their own:
 * a page reads what its address says, and the service does not.
 */
@Controller
class PageController {
  private static final String RACE = "forward:/race/index.html";
  private static final String CONSOLE = "forward:/console/index.html";

  private final Pages pages;
  private final Landing landing;

  PageController(Pages pages, Environment environment) {
    this.pages = pages;
    this.landing =
        new Landing(
            environment.getProperty("springdoc.swagger-ui.enabled", Boolean.class, true)
                && environment.getProperty("springdoc.api-docs.enabled", Boolean.class, true));
  }

  /** The race in the lab, else the console, else a few links: the address always has a page. */
  @GetMapping("/")
  @Nullable String start(HttpServletResponse response) throws IOException {
    if (pages.race()) {
      return RACE;
    }
    if (pages.console()) {
      return CONSOLE;
    }
    landing.write(response);
    return null;
  }

  @GetMapping({"/race", "/race/"})
  String race() {
    return RACE;
  }

  @GetMapping({"/console", "/console/"})
  String console() {
    return CONSOLE;
  }
}
