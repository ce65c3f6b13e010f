package dev.holdfast.api.lab;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.stream.Streams;
import dev.holdfast.lab.ConditionalOnLab;
import dev.holdfast.race.RaceView;
import dev.holdfast.race.Races;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP interface to races. In lab mode only. */
@RestController
@ConditionalOnLab
@RequestMapping(path = RaceController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class RaceController implements RaceApi {
  static final String PATH = "/api/v1/lab/races";

  private final Races races;
  private final RaceFeeds feeds;
  private final String version;

  RaceController(Races races, Streams streams, ObjectProvider<BuildProperties> build) {
    this.races = races;
    this.feeds = new RaceFeeds(streams);
    BuildProperties built = build.getIfAvailable();
    String named = built == null ? null : built.getVersion();
    this.version = named == null ? "unknown" : named;
  }

  @Override
  @GetMapping("/options")
  public RaceOptionsView options() {
    return RaceOptionsView.of(races.store(), version);
  }

  @Override
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<RaceView> start(@Valid @RequestBody RaceRequest request)
      throws InterruptedException {
    return switch (races.start(request.plan(races.store()), feeds::show)) {
      case Races.Start.Started(var race) ->
          ResponseEntity.created(URI.create(PATH + "/" + race.id())).body(race);
      case Races.Start.Busy(var id) -> throw running(id);
    };
  }

  @Override
  @GetMapping
  public RacesView list() {
    return new RacesView(races.latest().map(feeds::counted).map(List::of).orElse(List.of()));
  }

  @Override
  @GetMapping("/{id}")
  public RaceView read(@PathVariable String id) {
    return races.find(id).map(feeds::counted).orElseThrow(RaceController::notFound);
  }

  @Override
  @DeleteMapping("/{id}")
  public RaceView stop(@PathVariable String id) {
    return races.stop(id).map(feeds::counted).orElseThrow(RaceController::notFound);
  }

  @Override
  @GetMapping(path = "/{id}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  public void follow(
      @PathVariable String id, HttpServletRequest request, HttpServletResponse response) {
    feeds.of(id).orElseThrow(RaceController::notFound).open(request, response);
  }

  private static Problem running(Optional<String> id) {
    var problem =
        new Problem(
            ProblemCode.RACE_RUNNING,
            id.isPresent()
                ? "Another race runs on this instance: follow or stop it, or start yours when it"
                    + " has ended."
                : "A smallest race runs on this instance: start yours in a moment.");
    id.ifPresent(race -> problem.with("raceId", race));
    return problem;
  }

  private static Problem notFound() {
    return Problem.of(ProblemCode.NOT_FOUND, "id", "this instance knows no such race");
  }
}
