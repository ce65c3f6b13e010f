package dev.holdfast.documents;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A request as a document shows it.
 *
 * @param target path and query
 * @param headers each as "name: value"
 * @param body empty for none
 */
record Request(String method, String target, List<String> headers, String body) {
  private static final String HERE = "http://localhost:8080";

  /** Reads a request from a block: its first line, its headers, and after a blank line its body. */
  static Request of(String block) {
    int blank = block.indexOf("\n\n");
    List<String> lines = (blank < 0 ? block : block.substring(0, blank)).lines().toList();
    String[] first = lines.getFirst().split(" ", -1);
    return new Request(
        first[0],
        first[1],
        lines.subList(1, lines.size()),
        blank < 0 ? "" : block.substring(blank + 2));
  }

  /** Reads a request from a command of curl. An option that is not known here is refused. */
  static Request ofCurl(List<String> words) {
    String method = "";
    String url = "";
    String body = "";
    var headers = new ArrayList<String>();
    for (Iterator<String> rest = words.subList(1, words.size()).iterator(); rest.hasNext(); ) {
      String word = rest.next();
      switch (word) {
        case "-s", "-i" -> {}
        case "-X" -> method = rest.next();
        case "-H" -> headers.add(rest.next());
        case "-d" -> body = rest.next();
        default -> {
          if (word.startsWith("-") || !url.isEmpty()) {
            throw new IllegalArgumentException("curl is asked for " + word);
          }
          url = word;
        }
      }
    }
    if (!url.startsWith(HERE + "/")) {
      throw new IllegalArgumentException(url + " is not where the service listens");
    }
    if (method.isEmpty()) {
      method = body.isEmpty() ? "GET" : "POST";
    }
    return new Request(method, url.substring(HERE.length()), headers, body);
  }
}
