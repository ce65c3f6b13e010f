package dev.holdfast.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A document, as far as its links go.
 *
 * @param prose its lines without fenced blocks and code spans, numbered as in the file
 */
record Markdown(Path file, List<String> prose) {
  private static final Pattern FENCE = Pattern.compile("\\s*(```|~~~).*");
  private static final Pattern CODE = Pattern.compile("(`+)(?!`).+?(?<!`)\\1(?!`)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");
  private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{N}_\\- ]");
  private static final Set<String> NO_SOURCES = Set.of("target", "node_modules", "build");

  /** A link: where it stands, and what it names. */
  record Link(int line, String target) {}

  /** Every document of the repository. */
  static List<Path> all() {
    var found = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          Path.of(""),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = folder.getFileName().toString();
              boolean skipped = name.startsWith(".") || NO_SOURCES.contains(name);
              return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(".md")) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  static Markdown of(Path file) {
    return of(file, Fence.lines(file));
  }

  static Markdown of(Path file, List<String> lines) {
    var prose = new ArrayList<String>();
    boolean fenced = false;
    for (String line : lines) {
      boolean fence = FENCE.matcher(line).matches();
      prose.add(fence || fenced ? "" : line);
      fenced ^= fence;
    }
    return new Markdown(file, prose);
  }

  /** The links to other places of the repository. */
  List<Link> links() {
    var links = new ArrayList<Link>();
    for (int i = 0; i < prose.size(); i++) {
      int line = i + 1;
      LINK.matcher(CODE.matcher(prose.get(i)).replaceAll("code"))
          .results()
          .map(link -> link.group(1))
          .filter(target -> !target.contains("://") && !target.startsWith("mailto:"))
          .forEach(target -> links.add(new Link(line, target)));
    }
    return links;
  }

  /** What its headings are called in links, as GitHub makes it. */
  Set<String> anchors() {
    var anchors = new LinkedHashSet<String>();
    for (String line : prose) {
      var heading = HEADING.matcher(line);
      if (heading.matches()) {
        String name =
            NOT_IN_ANCHORS
                .matcher(heading.group(1).strip().toLowerCase(Locale.ROOT))
                .replaceAll("")
                .replace(' ', '-');
        String anchor = name;
        for (int again = 1; !anchors.add(anchor); again++) {
          anchor = name + "-" + again;
        }
      }
    }
    return anchors;
  }
}
