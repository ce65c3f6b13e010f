package dev.holdfast.api.http;

import dev.holdfast.order.VersionCondition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives a call the versions that its {@code If-Match} means. */
final class IfMatchResolver implements HandlerMethodArgumentResolver {
  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == VersionCondition.class;
  }

  @Override
  public VersionCondition resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    String[] values = request.getHeaderValues(IfMatch.HEADER);
    return IfMatch.of(values == null ? List.of() : List.of(values));
  }
}
