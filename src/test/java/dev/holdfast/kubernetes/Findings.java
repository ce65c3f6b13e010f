package dev.holdfast.kubernetes;

import java.util.ArrayList;
import java.util.List;

/** What a rule finds wanting. */
final class Findings {
  private final List<String> list = new ArrayList<>();

  void want(boolean holds, Object where, String what) {
    if (!holds) {
      list.add(where + ": " + what);
    }
  }

  List<String> list() {
    return List.copyOf(list);
  }
}
