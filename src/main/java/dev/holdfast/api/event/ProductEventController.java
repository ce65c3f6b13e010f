package dev.holdfast.api.event;

import dev.holdfast.alert.ProductEvents;
import dev.holdfast.alert.ProductEvents.ReadResult;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The crossings of products, for programs that follow them. */
@RestController
@RequestMapping(path = "/api/v1/product-events", produces = MediaType.APPLICATION_JSON_VALUE)
class ProductEventController implements ProductEventApi {
  private static final int PAGE_MAX = 500;

  private final ProductEvents events;

  ProductEventController(ProductEvents events) {
    this.events = events;
  }

  @Override
  @GetMapping
  public ProductEventsView events(
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(defaultValue = "50") int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw Problem.invalid("limit", "must be from 1 to " + PAGE_MAX);
    }
    if (EventReaders.LATEST.equals(after)) {
      return new ProductEventsView(List.of(), events.end());
    }
    return switch (events.read(after, limit)) {
      case ReadResult.Page(var page, var next) ->
          new ProductEventsView(page.stream().map(ProductEventView::of).toList(), next);
      case ReadResult.Gone() ->
          throw Problem.of(
              ProblemCode.EVENTS_GONE,
              "after",
              "events after this position may be gone; begin again without it, and pass over what"
                  + " you have handled");
      case ReadResult.NotAPosition() ->
          throw Problem.invalid("after", "is neither a position of this feed nor latest");
    };
  }
}
