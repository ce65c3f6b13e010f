package dev.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands of docs/events.md, typed one after the other, are replied to as it shows. */
class EventsExamplesTest {
  private static final Path EVENTS = Path.of("docs/events.md");

  /** The one thing of a shell that the document needs beside commands. */
  private static final Pattern LOOP =
      Pattern.compile("for n in \\$\\(seq (\\d+) (\\d+)\\); do (.*); done");

  private static final Pattern ENTRY = Pattern.compile("\\d{13}-\\d+");
  private static final Pattern TIME = Pattern.compile("\\b\\d{13}\\b");

  /** Entries are named by the time at which they are written: what the document calls them here. */
  private final Map<String, String> entries = new HashMap<>();

  private final List<String> sent = new ArrayList<>();

  @Test
  void everyCommandOfTheDocumentIsRepliedToAsItShows() {
    List<Fence> fences =
        Fence.of(EVENTS).stream().filter(fence -> !fence.language().equals("java")).toList();
    try (var service = LiveService.start();
        var redis = new RedisCli(service.redisPort())) {
      String reply = "";
      for (Fence fence : fences) {
        switch (fence.language()) {
          case "sh" -> reply = run(fence, service, redis);
          case "", "json" -> compare(fence, reply);
          default -> throw new AssertionError(fence + " is no example that is tried");
        }
      }
    }
    assertThat(sent).contains("XGROUP", "XREADGROUP", "XACK", "XAUTOCLAIM", "XINFO", "XRANGE");
  }

  private String run(Fence fence, LiveService service, RedisCli redis) {
    var replies = new ArrayList<String>();
    for (List<String> words : commands(fence.text())) {
      if (words.getFirst().equals("curl")) {
        replies.add(service.send(Request.ofCurl(words)).body());
      } else {
        assertThat(words.getFirst()).as(fence.toString()).isEqualTo("redis-cli");
        sent.add(words.get(1));
        String reply = redis.run(words.subList(1, words.size()).stream().map(this::here).toList());
        assertThat(reply).as("%s: %s", fence, words).doesNotContain("(error)");
        replies.add(reply);
      }
    }
    return String.join("\n", replies);
  }

  private static List<List<String>> commands(String text) {
    Matcher loop = LOOP.matcher(text);
    if (!loop.matches()) {
      return Words.of(text);
    }
    var commands = new ArrayList<List<String>>();
    for (int n = Integer.parseInt(loop.group(1)); n <= Integer.parseInt(loop.group(2)); n++) {
      commands.addAll(Words.of(loop.group(3).replace("$n", Integer.toString(n))));
    }
    return commands;
  }

  /** A word with the entries that it names as they are called here. */
  private String here(String word) {
    return ENTRY.matcher(word).replaceAll(entry -> entries.getOrDefault(entry.group(), "none"));
  }

  private void compare(Fence shown, String reply) {
    if (shown.language().equals("json")) {
      Answer expected = Answer.of(shown.text());
      assertThat(expected.shownOf(new Answer(0, Map.of(), reply)))
          .as(shown.toString())
          .isEqualTo(expected.shown());
      return;
    }
    assertThat(withoutTimes(reply)).as(shown.toString()).isEqualTo(withoutTimes(shown.text()));
    Matcher theirs = ENTRY.matcher(shown.text());
    Matcher ours = ENTRY.matcher(reply);
    while (theirs.find() && ours.find()) {
      entries.put(theirs.group(), ours.group());
    }
  }

  private static String withoutTimes(String text) {
    return TIME.matcher(ENTRY.matcher(text).replaceAll("(an entry)")).replaceAll("(a time)");
  }
}
