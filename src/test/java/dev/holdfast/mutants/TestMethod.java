package dev.holdfast.mutants;

/**
 * A test method.
 *
 * @param type the simple name of its class; {@code Outer$Inner} of a nested one
 */
record TestMethod(Project project, String type, String method) {
  /** Of a text like {@code InDoubtTest#aTakeThatArrivesLate}. */
  static TestMethod parse(Project project, String text) {
    String[] parts = text.split("#");
    if (parts.length != 2) {
      throw new Mutant.UnfitException("'%s' is not Class#method".formatted(text));
    }
    return new TestMethod(project, parts[0], parts[1]);
  }

  /**
   * The full name of its class, and its own.
   *
   * @throws Mutant.UnfitException if the project has no such class, or several, or it no such
   *     method
   */
  String fullName() {
    var found = project.classesNamed(type);
    if (found.size() != 1) {
      throw new Mutant.UnfitException("%d classes are named %s".formatted(found.size(), type));
    }
    if (!project.hasMethod(found.getFirst(), method)) {
      throw new Mutant.UnfitException("there is no test " + this);
    }
    return found.getFirst() + "#" + method;
  }

  @Override
  public String toString() {
    return type + "#" + method;
  }
}
