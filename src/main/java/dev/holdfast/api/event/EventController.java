package dev.holdfast.api.event;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.EventLog.ReadResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The changes of the orders of all customers, for programs that follow them. */
@RestController
@RequestMapping(path = "/api/v1/events", produces = MediaType.APPLICATION_JSON_VALUE)
class EventController implements EventApi {
  private static final int PAGE_MAX = 500;

  private final EventReaders readers;
  private final long waitMax;

  EventController(EventReaders readers, EventReaderSettings settings) {
    this.readers = readers;
    this.waitMax = settings.waitMax().toSeconds();
  }

  @Override
  @GetMapping
  public EventsView events(
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "0") int wait) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw Problem.invalid("limit", "must be from 1 to " + PAGE_MAX);
    }
    if (wait < 0 || wait > waitMax) {
      throw Problem.invalid("wait", "must be from 0 to " + waitMax);
    }
    return switch (readers.read(after, limit, Duration.ofSeconds(wait))) {
      case EventReaders.Answer.Read(var result) -> view(result);
      case EventReaders.Answer.TooMany() -> throw RefusalProblems.tooManyReaders();
      case EventReaders.Answer.Ending() -> throw RefusalProblems.shuttingDown();
    };
  }

  private static EventsView view(ReadResult result) {
    return switch (result) {
      case ReadResult.Page(var events, var next) ->
          new EventsView(events.stream().map(EventView::of).toList(), next);
      case ReadResult.Gone() ->
          throw Problem.of(
              ProblemCode.EVENTS_GONE,
              "after",
              "events after this position may be gone; begin at latest, then read the list of"
                  + " orders");
      case ReadResult.Off() ->
          throw new Problem(
              ProblemCode.EVENTS_GONE, "No events are kept here: holdfast.events.max-length is 0.");
      case ReadResult.NotAPosition() ->
          throw Problem.invalid("after", "is neither a position of this store nor latest");
    };
  }
}
