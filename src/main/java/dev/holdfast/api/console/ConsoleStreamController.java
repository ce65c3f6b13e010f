package dev.holdfast.api.console;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.stock.Sku;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The stream that a page of the console reads. */
@RestController
@RequestMapping(path = "/api/v1/console")
@ConditionalOnBooleanProperty(name = "holdfast.console.enabled", matchIfMissing = true)
class ConsoleStreamController implements ConsoleStreamApi {
  static final int SKUS_MAX = 100;

  private final LiveProducts live;

  ConsoleStreamController(LiveProducts live) {
    this.live = live;
  }

  @Override
  @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  public void stream(
      @RequestParam(required = false) @Nullable List<String> sku,
      HttpServletRequest request,
      HttpServletResponse response) {
    var skus = new TreeSet<Sku>();
    if (sku != null) {
      if (sku.size() > SKUS_MAX) {
        throw Problem.invalid("sku", "at most " + SKUS_MAX + " are expected");
      }
      for (String one : sku) {
        if (!Sku.isValid(one)) {
          throw Problem.invalid("sku", "must match " + Sku.PATTERN);
        }
        skus.add(new Sku(one));
      }
    }
    live.open(skus, request, response);
  }
}
