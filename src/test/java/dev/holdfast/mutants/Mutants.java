package dev.holdfast.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/** All entries of a folder, and choices among them. */
record Mutants(List<Mutant> all) {
  private static final Set<String> FIELDS =
      Set.of("name", "removed", "file", "old", "new", "test", "hangs");

  /**
   * Reads every {@code .yaml} file of the folder, a family of guards each.
   *
   * @throws Mutant.UnfitException if an entry is not complete, or two have one name
   */
  static Mutants in(Path folder) throws IOException {
    var all = new ArrayList<Mutant>();
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        all.addAll(read(file.getFileName().toString(), Files.readString(file)));
      }
    }
    var names = new HashSet<String>();
    for (Mutant mutant : all) {
      if (!names.add(mutant.name())) {
        throw new Mutant.UnfitException("two entries are named " + mutant.name());
      }
    }
    return new Mutants(List.copyOf(all));
  }

  static List<Mutant> read(String file, String text) {
    String family = file.replaceFirst("\\.yaml$", "");
    var mutants = new ArrayList<Mutant>();
    List<Map<String, Object>> entries = new Yaml().load(text);
    for (Map<String, Object> entry : entries) {
      for (String field : entry.keySet()) {
        if (!FIELDS.contains(field)) {
          throw new Mutant.UnfitException("%s: no entry has a field '%s'".formatted(file, field));
        }
      }
      mutants.add(
          new Mutant(
              family,
              text(file, entry, "name"),
              text(file, entry, "removed"),
              text(file, entry, "file"),
              text(file, entry, "old"),
              text(file, entry, "new"),
              TestMethod.parse(Project.of(text(file, entry, "file")), text(file, entry, "test")),
              entry.get("hangs") == Boolean.TRUE));
    }
    return mutants;
  }

  private static String text(String file, Map<String, Object> entry, String field) {
    if (entry.get(field) instanceof String text) {
      return text;
    }
    throw new Mutant.UnfitException(
        "%s: '%s' of %s is no text; put it into quotes".formatted(file, field, entry.get("name")));
  }

  /** Those of these names, of entries or of families. */
  Mutants named(Collection<String> names) {
    var chosen = new ArrayList<Mutant>();
    for (String name : names) {
      var found =
          all.stream().filter(m -> m.name().equals(name) || m.family().equals(name)).toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException("No entry and no family is named " + name);
      }
      chosen.addAll(found);
    }
    return new Mutants(chosen.stream().distinct().toList());
  }

  /** Those whose file, test or entry is in one of these files, relative to the repository. */
  Mutants of(Collection<String> files) {
    return new Mutants(
        all.stream()
            .filter(m ->
                files.stream()
                    .anyMatch(f ->
                        f.equals(m.file())
                            || f.equals("mutants/" + m.family() + ".yaml")
                            || f.endsWith(
                                "/" + m.test().type().replaceFirst("\\$.*", "") + ".java")))
            .toList());
  }

  /** So many of them at most; the same ones for the same seed. */
  Mutants drawn(int number, long seed) {
    var shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(seed));
    return new Mutants(List.copyOf(shuffled.subList(0, Math.min(number, shuffled.size()))));
  }
}
