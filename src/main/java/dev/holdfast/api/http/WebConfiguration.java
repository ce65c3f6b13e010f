package dev.holdfast.api.http;

import dev.holdfast.api.json.JsonRequestReader;
import dev.holdfast.api.json.JsonResponseWriter;
import dev.holdfast.api.json.PlainReader;
import dev.holdfast.api.json.PlainWriter;
import dev.holdfast.api.json.WebSettings;
import dev.holdfast.api.problem.ProblemWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** HTTP as all calls share it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSettings.class)
class WebConfiguration implements WebMvcConfigurer {
  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new IdempotencyKeyResolver());
    resolvers.add(new IfMatchResolver());
    resolvers.add(new CallerResolver());
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new StrictRequests());
  }

  @Bean
  FilterRegistrationBean<PreflightFilter> preflight() {
    var filter = new FilterRegistrationBean<>(new PreflightFilter());
    filter.setOrder(Ordered.LOWEST_PRECEDENCE - 1);
    return filter;
  }

  /** After all that may refuse a request. */
  @Bean
  FilterRegistrationBean<FastPathFilter> fastPath(
      JsonMapper json,
      LocalValidatorFactoryBean validator,
      List<PlainReader<?>> readers,
      List<PlainWriter<?>> writers,
      ProblemWriter problems,
      @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> exceptions) {
    var filter =
        new FilterRegistrationBean<>(
            new FastPathFilter(
                new JsonRequestReader(json, validator, readers),
                new JsonResponseWriter(json, writers),
                problems,
                exceptions));
    filter.addUrlPatterns("/api/*");
    filter.setOrder(Ordered.LOWEST_PRECEDENCE);
    return filter;
  }

  /** Once all calls are known, and before the first request. */
  @Bean
  SmartInitializingSingleton fastCalls(
      FilterRegistrationBean<FastPathFilter> fastPath,
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
    FastPathFilter filter = Objects.requireNonNull(fastPath.getFilter());
    return () ->
        mappings
            .getHandlerMethods()
            .forEach((mapping, call) -> {
              if (call.hasMethodAnnotation(FastPath.class)) {
                mapping.getDirectPaths().forEach(path -> filter.take(path, call));
              }
            });
  }

  @Bean
  FilterRegistrationBean<InFlightFilter> admissionFilter(
      InFlightRequests inFlightRequests, ProblemWriter problems) {
    var filter = new FilterRegistrationBean<>(new InFlightFilter(inFlightRequests, problems));
    filter.addUrlPatterns("/api/*");
    filter.setOrder(Ordered.LOWEST_PRECEDENCE - 5);
    return filter;
  }

  /** Before all others, so that whatever they say carries the request's name. */
  @Bean
  FilterRegistrationBean<RequestIdFilter> requestId() {
    var filter = new FilterRegistrationBean<>(new RequestIdFilter());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }

  @Bean
  FilterRegistrationBean<RequestTimesFilter> requestTimes(MeterRegistry meters) {
    var filter = new FilterRegistrationBean<>(new RequestTimesFilter(meters));
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return filter;
  }

  /** In place of Boot's: the dispatcher does the same, and nothing in front of it needs it. */
  @Bean
  FilterRegistrationBean<RequestContextFilter> noRequestContext() {
    var filter = new FilterRegistrationBean<>(new RequestContextFilter());
    filter.setEnabled(false);
    return filter;
  }

  @Bean
  FilterRegistrationBean<ApiHeadersFilter> apiHeaders() {
    var filter = new FilterRegistrationBean<>(new ApiHeadersFilter());
    filter.addUrlPatterns("/api/*");
    filter.setOrder(Ordered.LOWEST_PRECEDENCE - 4);
    return filter;
  }

  @Bean
  FilterRegistrationBean<BodyLimitFilter> bodyLimit(WebSettings settings, ProblemWriter problems) {
    var filter =
        new FilterRegistrationBean<>(
            new BodyLimitFilter(settings.bodyBytesMax(), settings.bodyTimeMax(), problems));
    filter.setOrder(Ordered.LOWEST_PRECEDENCE - 2);
    return filter;
  }

  /** No request may take as long as it likes to come. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> boundedRequests(WebSettings settings) {
    return factory -> {
      factory.setProtocol(BoundedHttpProtocol.class.getName());
      factory.addProtocolHandlerCustomizers(
          (BoundedHttpProtocol protocol) -> protocol.setHeadTimeMax(settings.headTimeMax()));
      factory.addEngineValves(new UnreadBodyValve(settings.bodyTimeMax()));
    };
  }

  /**
   * Requests that are too broken to reach the application are answered by Tomcat: in our form too.
   */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTomcat() {
    return factory ->
        factory.addContextCustomizers(context -> {
          if (context.getParent() instanceof org.apache.catalina.core.StandardHost host) {
            host.setErrorReportValveClass(ProblemValve.class.getName());
          }
        });
  }
}
