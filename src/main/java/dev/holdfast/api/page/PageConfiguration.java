package dev.holdfast.api.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The files of the pages that there are. Each folder is named: what else lies in the jar, such as
 * the files of other libraries, is not served.
 */
@Configuration(proxyBeanMethods = false)
class PageConfiguration implements WebMvcConfigurer {
  private static final String CHARTS = "/webjars/uplot/";

  private final Pages pages;
  private final List<String> locations;

  PageConfiguration(Pages pages, WebProperties web) {
    this.pages = pages;
    this.locations = List.of(web.getResources().getStaticLocations());
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry
        .addInterceptor(new PageHeaders())
        .addPathPatterns("/", "/race/**", "/console/**", "/common/**", CHARTS + "**");
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    add(registry, "/common/", below("common/"));
    if (pages.race()) {
      add(registry, "/race/", below("race/"));
    }
    if (pages.console()) {
      add(registry, "/console/", below("console/"));
    }
    add(registry, CHARTS, new String[] {"classpath:/META-INF/resources" + CHARTS});
  }

  private String[] below(String folder) {
    return locations.stream().map(location -> location + folder).toArray(String[]::new);
  }

  /** A browser asks each time, and receives what it does not have yet. */
  private static void add(ResourceHandlerRegistry registry, String path, String... from) {
    registry
        .addResourceHandler(path + "**")
        .addResourceLocations(from)
        .setCacheControl(CacheControl.noCache())
        // Times in the jar are the same for all versions: their builds are reproducible.
        .setUseLastModified(false)
        .setEtagGenerator(PageConfiguration::tag);
  }

  private static String tag(Resource file) {
    try {
      return '"' + DigestUtils.md5DigestAsHex(file.getContentAsByteArray()) + '"';
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
